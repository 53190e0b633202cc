// SPDX-License-Identifier: GPL-2.0-only
using CsCheck;

using linux.diff;

namespace linux.tests.diff;

public sealed class CLexerTests
{
    const string Sample = """
        #ifdef CONFIG_A /* a comment */
        #define twice(x) ({ \
                int _x = (x); /* more */ \
                _x * 2; })
        #endif
        // a line
        static inline unsigned long f(struct page *page, const char *s) __acquires(page)
        {
                int a[4] = { 1, .b = 0x2UL }, *p = &a[0];
                XA_STATE(xas, &m->pages, 0);

                xas_for_each(&xas, page, ~0UL) {
                        if (!page || (a[0] & ~3) == '\'')
                                goto out;
                        else if (page->index >= 1e3)
                                continue;
                }
                do { printk("a \"quoted\" %d\n", (int)a[1]); } while (--a[0] > 0);
                switch (a[2]) {
                case 1 ... 2:
                        break;
                default:
                        return a[1] ? : 2;
                }
        out:
                return (unsigned long)container_of(p, struct own, member.deep)->n;
        }
        """;

    [Test]
    public void Comments_are_passed_over_and_lines_are_kept()
    {
        (List<Token> tokens, List<Directive> directives) = CLexer.Read("a /* b\n c */ d // e\n\"f // \\\" g\" 'h'\n#define i \\\n j\nk->l >>= 0x1fUL");

        Assert.That(tokens.Select(token => $"{token.Line} {token.Text}"), Is.EqualTo((string[])
            ["1 a", "2 d", "3 \"f // \\\" g\"", "3 'h'", "6 k", "6 ->", "6 l", "6 >>=", "6 0x1fUL"]));
        Assert.That(directives, Is.EqualTo((Directive[])[new("#define i \n j", 4, 5)]));
    }

    [Test]
    public void Functions_are_found_and_macros()
    {
        CFile file = Text.C(Sample);

        Assert.That(file.Names, Is.EqualTo((string[])["f"]));
        Assert.That(file.Find("f").Single(), Has.Property(nameof(FunctionText.FirstLine)).EqualTo(7).And.Property(nameof(FunctionText.EndLine)).EqualTo(27));
        Assert.That(file.Find("twice").Single().IsValue);
        Assert.That(file.Find("g"), Is.Empty);
    }

    [Test]
    public void Macros_that_make_functions_are_expanded()
    {
        CFile file = Text.C("#define TEST(U, l)\tstatic int Page##U(struct page *page) { return test_bit(PG_##l, &page->flags); }\n#define BOTH(U, l) TEST(U, l) \\\n\tTEST(U##2, l)\n\nBOTH(Dirty, dirty)\n");

        Assert.That(file.Names, Is.EquivalentTo((string[])["PageDirty", "PageDirty2"]));
    }

    [TestCase("void f(void)\n{\n\tif (a) {\n}\n", "mm/own.c:2: this brace is not closed, expected C")]
    [TestCase("void f(void)\n{\n}\n}\n", "mm/own.c:4: a closing brace too many, expected C")]
    [TestCase("\0ELF", "mm/own.c: a binary file, expected C")]
    public void What_is_no_C_is_said_in_a_line(string text, string message)
    {
        Assert.That(() => Text.C(text), Throws.TypeOf<DiffException>().With.Message.EqualTo(message));
    }

    /// <summary>Damaged C is read, or refused in one line; nothing throws, nothing hangs.</summary>
    [Test]
    public void Damaged_text_is_read_or_refused()
    {
        string[] parts = ["/*", "*/", "\"", "'", "\\\n", "#define x(", "#if", "{", "}", "(", ")", "((((((((", ";", "##", "\0", "é", "case", "goto", "->", "if (", "else", "?", ":", "...", "0x", "list_for_each_entry(a, b) x"];
        Gen<string> bits = Gen.Int[0, parts.Length - 1].Select(i => parts[i]);
        Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.Int[0, 40], bits).Array[1, 8].Sample(
            damages =>
            {
                var text = Sample;
                foreach ((var at, var length, var with) in damages)
                {
                    var from = Math.Min(at, text.Length);
                    text = text.Remove(from, Math.Min(length, text.Length - from)).Insert(from, with);
                }
                Read(text);
            },
            iter: 3000);
    }

    [Test]
    public void Deep_text_does_not_exhaust_the_stack()
    {
        const int Deep = 100_000;
        foreach (var text in (string[])[new('(', Deep), new('{', Deep), new('!', Deep), string.Concat(Enumerable.Repeat("a?", Deep)), string.Concat(Enumerable.Repeat("f(", Deep))])
        {
            Read($"int f(void)\n{{\n\tx = {text};\n}}\n");
            Read($"int f(void)\n{{\n\tx = {text};");
        }
    }

    static void Read(string text)
    {
        Excerpt.Lines(text);
        try
        {
            CFile file = Text.C(text);
            foreach (var name in file.Names.Append("twice"))
            {
                foreach (FunctionText function in file.Find(name))
                {
                    Normaliser.Lines(function, new Form(function.IsMacro, true));
                }
            }
        }
        catch (DiffException e)
        {
            Assert.That(e.Message, Does.Match(@"\Amm/own\.c(:\d+)?: [^\n]*expected C\z"));
        }
    }
}
