// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>How a thing is written in C and in C#.</summary>
/// <param name="Name">What the rule is called.</param>
/// <param name="Says">What it does, in a sentence.</param>
/// <param name="C">An example in C.</param>
/// <param name="CSharp">The same in C#.</param>
sealed record Rule(string Name, string Says, string C, string CSharp);

/// <summary>The rules by which C and C# are the same. Nothing else makes two lines equal.</summary>
static class Rules
{
	public const string Declarator = "declarator", Word = "word", Type = "type", Null = "null", Reserved = "reserved", Zero = "zero", Cast = "cast",
		Parentheses = "parentheses", Suffix = "suffix", Out = "out", Loop = "loop", List = "list", Entry = "entry", Array = "array", Head = "head",
		Initialised = "initialised", Global = "global", Function = "function", PerCpu = "per-cpu", Uninitialised = "uninitialised", Shadow = "shadow",
		Caller = "caller", Elvis = "elvis", Unchecked = "unchecked", Initialiser = "initialiser", Fallthrough = "fallthrough", Flag = "flag",
		Largest = "largest", Config = "config", Expression = "expression", Macro = "macro", PageFlag = "page-flag", Jump = "jump",
		Several = "several", Pointer = "pointer", Unassigned = "unassigned", Switch = "switch";

	public static readonly Rule[] All = [
		new(Word, "C's struct, enum, static, inline, const and annotations, and C#'s public, virtual, override and attributes, are left out.",
			"static inline struct page *f(const struct inode *inode) { return NULL; }", "public page *f(inode *inode) { return null; }"),
		new(Type, "C's own integer types have C#'s names.",
			"unsigned long x; unsigned char c; unsigned n;", "ulong x; byte c; uint n;"),
		new(Null, "NULL is null, and a pointer is compared with it where C tests the pointer.",
			"if (!page && p) p = NULL;", "if (page == null && p != null) p = null;"),
		new(Zero, "A number is compared with 0 where C tests the number.",
			"if ((flags & F) && !(n & 1)) x = y;", "if ((flags & F) != 0 && (n & 1) == 0) x = y;"),
		new(Reserved, "A name that C# reserves is escaped with @.",
			"spin_lock(&info->lock); goto out;", "spin_lock(&info->@lock); goto @out;"),
		new(Cast, "C# may cast where C converts by itself; what C casts, C# casts too, and no operand is made narrower, or signed where that matters, or a pointer counted in other units.",
			"end = (loff_t)index + n;", "end = (pgoff_t)((loff_t)index + (loff_t)n);"),
		new(Parentheses, "Parentheses that the order of operators does not need are left out.",
			"x = (xas)->xa + (a * b);", "x = xas->xa + a * b;"),
		new(Suffix, "A number may have a suffix more in C#; C's are kept, or are a cast to a type of that width and sign.",
			"n = 1UL << order;", "n = 1ul << (int)order;"),
		new(Out, "An argument that a macro assigns, or whose address it takes, is passed with out or ref, and may be declared there.",
			"XA_STATE(xas, &mapping->i_pages, start); spin_lock_irqsave(&q->lock, flags);", "XA_STATE(out xa_state xas, &mapping->i_pages, start); spin_lock_irqsave(&q->@lock, out flags);"),
		new(Loop, "A macro that loops over an XArray is a while with a method that says whether there is another entry.",
			"xas_for_each(&xas, page, max) { f(page); }", "while (xas_for_each(&xas, out page, max)) { f(page); }"),
		new(List, "A macro that loops over a list or a tree is the for statement it stands for.",
			"list_for_each_safe(pos, next, &list) { f(pos); }", "for (pos = list.next, next = pos->next; pos != &list; pos = next, next = pos->next) { f(pos); }"),
		new(Entry, "container_of() and its like get the address of the member in a structure instead of a type and a name.",
			"info = list_entry(pos, struct shmem_inode_info, shrinklist);", "info = (shmem_inode_info *)list_entry(pos, &((shmem_inode_info *)ANY)->shrinklist);"),
		new(Array, "An array on the stack is a pointer to stackalloc.",
			"pgoff_t indices[PAGEVEC_SIZE];", "pgoff_t *indices = stackalloc pgoff_t[PAGEVEC_SIZE];"),
		new(Initialised, "A macro that declares and initialises is a declaration and a call.",
			"LIST_HEAD(list);", "list_head list; INIT_LIST_HEAD(&list);"),
		new(Several, "A declaration of several names is several declarations: C#'s stars go with the type, C's with the name.",
			"struct page *page, *next; pmd_t *pmd, _pmd;", "page *page, next; pmd_t *pmd; pmd_t _pmd;"),
		new(Global, "An object that the kernel has one of is a pointer in the kernel object.",
			"spin_lock(&khugepaged_mm_lock); n = khugepaged_scan.mm_slot;", "spin_lock(khugepaged_mm_lock); n = khugepaged_scan->mm_slot;"),
		new(Function, "A function as an argument is its pointer, named with _ptr.",
			"pagevec_lru_move_fn(pvec, lru_deactivate_fn, NULL);", "pagevec_lru_move_fn(pvec, lru_deactivate_fn_ptr, null);"),
		new(Pointer, "A call through a pointer needs no star, and gets the kernel object.",
			"(*dtor)(page);", "dtor(this, page);"),
		new(Unassigned, "C# may assign 0, false or null to a variable that C leaves unassigned; what C assigns, C# assigns too.",
			"unsigned long flags;", "ulong flags = 0;"),
		new(PerCpu, "get_cpu_var() and per_cpu() are pointers: there is one CPU.",
			"struct pagevec *pvec = &get_cpu_var(lru_add_pvec);", "pagevec *pvec = get_cpu_var(lru_add_pvec);"),
		new(Uninitialised, "uninitialized_var() tells C's compiler to be quiet.",
			"struct page *uninitialized_var(page);", "page *page;"),
		new(Shadow, "A name that hides another of the function has an underscore after it; the hidden one is another name there.",
			"void f(int page) { if (page) { int page; g(page); } }", "void f(int page) { if (page) { int page_; g(page_); } }"),
		new(Caller, "A method may be told who called it, and tells those it calls.",
			"void f(struct page *page) { lock_page(page); }", "public void f(page *page, [CallerFilePath] string file = \"\", [CallerLineNumber] int line = 0) { lock_page(page, file, line); }"),
		new(Elvis, "GNU's a ?: b is a ? a : b, where a does nothing but give its value.",
			"n = a ?: b;", "n = a != 0 ? a : b;"),
		new(Unchecked, "C# wants to be told that a constant overflows.",
			"x = (u8)-1;", "x = unchecked((u8)(-1));"),
		new(Initialiser, "A designated initialiser names its fields without the dot.",
			"struct swp_entry_t e = { .val = n };", "swp_entry_t e = new() { val = n };"),
		new(Fallthrough, "Where C falls through to the next case, C# says so with goto.",
			"switch (x) { case A: f(); case B: g(); break; }", "switch (x) { case A: f(); goto case B; case B: g(); break; }"),
		new(Switch, "What C declares at the start of a switch is declared before it.",
			"switch (x) { int i; case A: i = 1; }", "int i; switch (x) { case A: i = 1; }"),
		new(Jump, "C# cannot jump into a block: the block becomes a jump over it, to NAME_end, or what follows the label stands at the end of the function.",
			"if (p) goto fail; if (q) { f(); fail: g(); } out: return 0;", "if (p) goto fail; if (q) { f(); goto fail; } @out: return 0; fail: g(); goto @out;"),
		new(Flag, "An int that is a truth value may be bool.",
			"int removed = 0; removed = 1;", "bool removed = false; removed = true;"),
		new(Largest, "-1 as the largest unsigned number is ULONG_MAX.",
			"if (lend == -1) end = -1;", "if (lend == -1) end = ULONG_MAX;"),
		new(Config, "#ifdef of a configuration symbol is #if.",
			"void f(void) {\n#ifdef CONFIG_X\n g();\n#endif\n}", "public void f() {\n#if CONFIG_X\n g();\n#endif\n}"),
		new(Expression, "A function of one return statement may be =>.",
			"static inline int f(int a) { return a + 1; }", "public int f(int a) => a + 1;"),
		new(Macro, "A macro is a method, whose parameters have types.",
			"#define xas_marked(xas, mark) xa_marked((xas)->xa, (mark))", "public bool xas_marked(xa_state *xas, xa_mark_t mark) => xa_marked((xas)->xa, (mark));"),
		new(PageFlag, "A macro that makes functions is expanded.",
			"#define SETFLAG(u, l) static void Set##u(struct page *page) { set_bit(PG_##l, &page->flags); }\nSETFLAG(Error, error)", "public void SetError(page *page) => set_bit(PG_error, &page->flags);"),
	];
}
