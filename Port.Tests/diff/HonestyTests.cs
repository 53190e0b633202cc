// SPDX-License-Identifier: GPL-2.0-only
using linux.diff;

namespace linux.tests.diff;

/// <summary>For each rule: what it makes the same, and what looks like it and is not.</summary>
public sealed class HonestyTests
{
    [TestCase("n = 1UL << k;", "n = 1ul << k;", "n = 1u << k;", TestName = "A suffix keeps its width")]
    [TestCase("n = 1UL << k;", "n = (ulong)1 << k;", "n = (uint)1 << k;", TestName = "A cast for a suffix keeps its width")]
    [TestCase("n = 1U << k;", "n = 1u << k;", "n = (int)1 << k;", TestName = "A suffix keeps its sign")]
    [TestCase("n = (u8)a;", "n = (u8)a;", "n = a;", TestName = "A cast that narrows stays")]
    [TestCase("n = (u8)a;", "n = (u8)a;", "n = (u16)a;", TestName = "A cast keeps its type")]
    [TestCase("n = (loff_t)a << k;", "n = (loff_t)a << k;", "n = (loff_t)(a << k);", TestName = "A cast stays where it is")]
    [TestCase("n = a + b;", "n = (ulong)a + b;", "n = (u8)a + b;", TestName = "An operand is not made narrower")]
    [TestCase("if (a < b) g();", "if ((ulong)a < b) g();", "if ((long)a < (long)b) g();", TestName = "A comparison keeps its sign")]
    [TestCase("n = a / b;", "n = (ulong)a / b;", "n = (long)a / b;", TestName = "A division keeps its sign")]
    [TestCase("n = a >> k;", "n = (pgoff_t)(a >> k);", "n = (pgoff_t)a >> k;", TestName = "A shift keeps its sign")]
    [TestCase("n = (unsigned long)a >> k;", "n = (ulong)a >> k;", "n = (ulong)(a >> k);", TestName = "A shift keeps having none")]
    [TestCase("n = (a + SIZE - 1) >> k;", "n = ((ulong)a + SIZE - 1) >> k;", "n = (ulong)((a + (long)SIZE - 1) >> k);", TestName = "What is shifted is not computed of signed numbers")]
    [TestCase("n = (a << k) / b;", "n = ((ulong)a << k) / b;", "n = (ulong)(((long)a << k) / (long)b);", TestName = "What is divided is not computed of signed numbers")]
    [TestCase("if (-a * 2 < b) g();", "if (-(ulong)a * 2 < b) g();", "if (-(loff_t)a * 2 < b) g();", TestName = "What is compared is not computed of signed numbers")]
    [TestCase("if ((u8)a) g();", "if ((u8)a != 0) g();", "if (a != 0) g();", TestName = "A condition keeps its width")]
    [TestCase("if (a) g();", "if ((ulong)a != 0) g();", "if ((u8)a != 0) g();", TestName = "A condition is not made narrower")]
    [TestCase("n = a;", "n = (ulong)a;", "n = b;", TestName = "A cast more")]
    [TestCase("p = (void *)q + k;", "p = (byte *)q + k;", "p = (page *)q + k;", TestName = "Pointers are counted in the same units")]
    [TestCase("p = q + k;", "p = q + k;", "p = (byte *)q + k;", TestName = "A cast before pointers are counted")]
    [TestCase("p = q[k];", "p = q[k];", "p = ((byte *)q)[k];", TestName = "A cast before an index")]
    [TestCase("n = a ? 1 : 0;", "n = a != 0 ? 1 : 0;", "n = a;", TestName = "A number is no truth value")]
    [TestCase("n = a;", "n = a;", "n = a != 0 ? 1 : 0;", TestName = "A truth value is no number")]
    [TestCase("n = a == b;", "n = a == b ? 1 : 0;", "n = a == b ? 0 : 1;", TestName = "A truth value as a number")]
    [TestCase("n = a ?: b;", "n = a != 0 ? a : b;", "n = a != 0 ? b : a;", TestName = "Elvis")]
    [TestCase("int page; g(page); if (n) { int page; f(page); } h(page);", "int page; g(page); if (n != 0) { int page_; f(page_); } h(page);", "int page; g(page); if (n != 0) { int page_; f(page); } h(page);", TestName = "What is hidden is not meant")]
    [TestCase("int page; if (n) { int page; if (a) f(page); else { g(page); } }", "int page; if (n != 0) { int page_; if (a != 0) f(page_); else { g(page_); } }", "int page; if (n != 0) { int page_; if (a != 0) f(page_); else { g(page); } }", TestName = "What is hidden is not meant in a block below")]
    [TestCase("static int count; count++;", "static int count; count++;", "int count; count++;", TestName = "A variable that stays")]
    [TestCase("signed char c;", "sbyte c;", "byte c;", TestName = "A byte keeps its sign")]
    [TestCase("unsigned char c;", "byte c;", "sbyte c;", TestName = "A byte keeps having none")]
    [TestCase("p = this_cpu_ptr(&a);", "p = this_cpu_ptr(a);", "p = this_cpu_ptr(b);", TestName = "This CPU's")]
    [TestCase("p = this_cpu_ptr(a);", "p = this_cpu_ptr(a);", "p = this_cpu_ptr(&a);", TestName = "This CPU's, by address")]
    [TestCase("f(a, b);", "f(a, b);", "f(b, a);", TestName = "Arguments in order")]
    [TestCase("if (!f(a)) g();", "if (!f(a)) g();", "if (f(a)) g();", TestName = "A condition and not its opposite")]
    [TestCase("if (!p) g();", "if (p == null) g();", "if (p != null) g();", TestName = "A pointer that is not there")]
    [TestCase("if (unlikely(a)) g();", "if (unlikely(a != 0)) g();", "if (unlikely(b != 0)) g();", TestName = "What is unlikely")]
    [TestCase("if (unlikely(a)) g();", "if (unlikely(a != 0)) g();", "if (a != 0) g();", TestName = "Unlikely is said")]
    [TestCase("n = a != 0;", "n = a != 0 ? 1 : 0;", "n = a;", TestName = "A comparison with 0 is a value")]
    [TestCase("x = p->a.b;", "x = p->a.b;", "x = p->a->b;", TestName = "A member of a structure")]
    [TestCase("f(&a);", "f(&a);", "f(a);", TestName = "An address")]
    [TestCase("x = *p;", "x = *p;", "x = p;", TestName = "What is pointed to")]
    [TestCase("x = a - (b - c);", "x = a - (b - c);", "x = a - b - c;", TestName = "Parentheses that matter")]
    [TestCase("x = (a & b) == c;", "x = (a & b) == c;", "x = a & b == c;", TestName = "Parentheses that C needs")]
    [TestCase("x = a / b * c;", "x = (a / b) * c;", "x = a / (b * c);", TestName = "Parentheses from the left")]
    [TestCase("n = 10;", "n = 10;", "n = 0x10;", TestName = "The base of a number")]
    [TestCase("end = -1;", "end = ULONG_MAX;", "end = 1;", TestName = "The largest")]
    [TestCase("end = -1;", "end = ULONG_MAX;", "end = UINT_MAX;", TestName = "The largest of another type")]
    [TestCase("int i = 0;", "int i = 0;", "int i;", TestName = "What C assigns")]
    [TestCase("int i = 1;", "int i = 1;", "int i = 0;", TestName = "What C assigns is not 0")]
    [TestCase("unsigned long a[4];", "ulong *a = stackalloc ulong[4];", "ulong *a = stackalloc ulong[5];", TestName = "The length of an array")]
    [TestCase("list_for_each_safe(p, q, &l) { f(p); }", "for (p = l.next, q = p->next; p != &l; p = q, q = p->next) { f(p); }", "for (p = l.next, q = p->next; p != &l; p = p->next, q = p->next) { f(p); }", TestName = "A list that changes")]
    [TestCase("xas_for_each(&xas, p, max) { f(p); }", "while (xas_for_each(&xas, out p, max)) { f(p); }", "while (xas_for_each(&xas, out p, min)) { f(p); }", TestName = "A loop's end")]
    [TestCase("xas_for_each(&xas, p, max) { f(p); }", "while (xas_for_each(&xas, out p, max)) { f(p); }", "if (xas_for_each(&xas, out p, max)) { f(p); }", TestName = "A loop and no condition")]
    [TestCase("p = list_entry(q, struct page, lru);", "p = (page *)list_entry(q, &((page *)ANY)->lru);", "p = (page *)list_entry(q, &((inode *)ANY)->lru);", TestName = "A structure around its member")]
    [TestCase("LIST_HEAD(l);", "list_head l; INIT_LIST_HEAD(&l);", "list_head l; INIT_LIST_HEAD(&k);", TestName = "A list of its own")]
    [TestCase("struct e e = { .a = n };", "e e = new() { a = n };", "e e = new() { b = n };", TestName = "A field of an initialiser")]
    [TestCase("switch (x) { case A: f(); break; case B: g(); }", "switch (x) { case A: f(); break; case B: g(); }", "switch (x) { case A: f(); goto case B; case B: g(); }", TestName = "A case that ends")]
    [TestCase("if (a) f(); else if (b) g();", "if (a != 0) f(); else if (b != 0) g();", "if (a != 0) f(); if (b != 0) g();", TestName = "Else")]
    [TestCase("if (a) { f(); } g();", "if (a != 0) { f(); } g();", "if (a != 0) { f(); g(); }", TestName = "The end of a block")]
    [TestCase("(*dtor)(page);", "dtor(this, page);", "dtor(this, head);", TestName = "A call through a pointer")]
    [TestCase("int r = 0; r = true;", "bool r = false; r = true;", "bool r = true; r = true;", TestName = "A flag at its start")]
    public void What_is_another_statement_shows(string c, string same, string other)
    {
        Assert.That(Marks(c, same), Has.None.EqualTo(Mark.Unexplained), same);
        Assert.That(Marks(c, other), Has.Some.EqualTo(Mark.Unexplained), other);
    }

    [Test]
    public void A_parameter_by_reference_is_none_by_value()
    {
        Assert.That(Text.Marks("void f(int n)\n{\n\tg(n);\n}\n", "public void f(int n)\n{\n\tg(n);\n}\n"), Has.None.EqualTo(Mark.Unexplained));
        Assert.That(Text.Marks("void f(int n)\n{\n\tg(n);\n}\n", "public void f(ref int n)\n{\n\tg(n);\n}\n"), Has.Some.EqualTo(Mark.Unexplained));
        Assert.That(Text.Marks("#define f(n)\tg(n)\n", "public void f(ref int n) => g(n);\n"), Has.None.EqualTo(Mark.Unexplained));
    }

    [Test]
    public void What_elvis_calls_once_is_not_called_twice()
    {
        Assert.That(Marks("n = f(a) ?: b;", "n = f(a) != 0 ? f(a) : b;"), Has.Some.EqualTo(Mark.Unexplained));
    }

    static Mark[] Marks(string c, string port) => Text.Marks($"void example(void)\n{{\n{c}\n}}\n", $"public void example()\n{{\n{port}\n}}\n");
}
