// SPDX-License-Identifier: GPL-2.0-only
using System.CommandLine;
using System.Globalization;

using linux.diff;

namespace linux.cli;

/// <summary>diff [FUNCTION...]: the port beside a kernel's source, and a patch beside the port's.</summary>
static class DiffCommand
{
	/// <summary>Something differs, and nothing says why.</summary>
	const int Unexplained = 1;

	const int PlainWidth = 180;

	static readonly Argument<string[]> s_functions = new("FUNCTION") {
		Description = "Functions, such as shmem_undo_range [default: all]; with --patch, a patch to hold the port against",
		Arity = ArgumentArity.ZeroOrMore,
	};
	static readonly Option<string?> s_kernel = new("--kernel", "-k") {
		HelpName = "PATH",
		Description = "A kernel tree, a git repository (with --tag), or one file of C [default: the fingerprints that the program carries]",
	};
	static readonly Option<string?> s_tag = new("--tag") {
		HelpName = "TAG",
		Description = "Read from the git repository at this tag or commit; nothing is checked out",
	};
	static readonly Option<string?> s_port = Kernel("--port", "Which of the port's kernels [default: the one of --tag, or v5.4]");
	static readonly Option<bool> s_summary = new("--summary", "-s") { Description = "A table: lines that are equal, by rule, explained, unexplained" };
	static readonly Option<bool> s_unified = new("--unified", "-u") { Description = "The normalised text of both as a patch" };
	static readonly Option<bool> s_json = new("--json") { Description = "Everything, for programs" };
	static readonly Option<string?> s_html = new("--html") { HelpName = "FILE", Description = "Write one page that needs nothing else" };
	static readonly Option<bool> s_fingerprint = new("--fingerprint") { Description = "Print the fingerprints of the port's kernel against its source" };
	static readonly Option<bool> s_rules = new("--rules") { Description = "Print the rules by which C and C# are the same" };
	static readonly Option<bool> s_patch = new("--patch") { Description = "The difference between two of the port's kernels as a patch to the kernel" };
	static readonly Option<string?> s_from = Kernel("--from", "With --patch: the kernel before [default: v5.4]");
	static readonly Option<string?> s_to = Kernel("--to", "With --patch: the kernel after");

	public static Command Build()
	{
		var command = new Command("diff", "Lays the port beside the kernel's source, line by line: = equal, ~ by rule, P explained, ^ changed since, ! < > unexplained");
		command.Arguments.Add(s_functions);
		foreach (Option option in (Option[])[s_kernel, s_tag, s_port, s_summary, s_unified, s_json, s_html, s_fingerprint, s_rules, s_patch, s_from, s_to])
			command.Options.Add(option);
		command.SetAction(Run);
		return command;
	}

	static Option<string?> Kernel(string name, string description)
	{
		var option = new Option<string?>(name) { HelpName = "KERNEL", Description = description };
		option.CompletionSources.Add(kernels.names);
		option.Validators.Add(result => {
			if (result.Tokens is [{ Value: var value }] && !kernels.names.Contains(value))
				result.AddError($"{name}: unknown kernel '{value}', expected one of {string.Join(", ", kernels.names)}");
		});
		return option;
	}

	static int Run(ParseResult parsed)
	{
		TextWriter output = parsed.InvocationConfiguration.Output;
		if (parsed.GetValue(s_rules))
			return WriteRules(output);
		string[] names = parsed.GetValue(s_functions) ?? [];
		if (parsed.GetValue(s_patch))
			return Patch(output, parsed, names);

		string? path = parsed.GetValue(s_kernel), tag = parsed.GetValue(s_tag);
		string port = parsed.GetValue(s_port) ?? (tag != null && kernels.names.Contains(tag) ? tag : "v5.4");
		if (path == null && tag != null)
			throw new DiffException("--tag: needs a git repository, expected --kernel");
		KernelTree? tree = path == null ? null : Trees.Open(path, tag);
		List<Ported> functions = Chosen(Ported.Of(PortText.Files(), port), names, tree);
		if (parsed.GetValue(s_fingerprint))
			return WriteFingerprints(output, port, functions, tree ?? throw new DiffException("--fingerprint: needs the kernel's source, expected --kernel"));

		Func<Ported, Fingerprint?> fingerprints = PortText.Fingerprints();
		List<Comparison> comparisons = tree == null ? Comparer.WithFingerprints(functions, fingerprints) : Comparer.WithTree(functions, tree, fingerprints);
		if (names.Length == 0 && comparisons.TrueForAll(c => c.Fate is Fate.Gone or Fate.Own))
			throw new DiffException($"{tree?.Name}: no function that the port has, expected a kernel's source");
		Show(parsed, tree?.Name ?? $"the fingerprints of {port}", port, comparisons, tree == null);
		return comparisons.Exists(c => c.Counts.Unexplained > 0) ? Unexplained : CommandLine.Done;
	}

	static List<Ported> Chosen(List<Ported> functions, string[] names, KernelTree? tree)
	{
		foreach (string name in names) {
			if (!functions.Exists(f => f.Name == name))
				throw new DiffException($"the port has no function '{name}', expected one such as shmem_undo_range");
		}
		List<Ported> chosen = [.. functions.Where(f => (names.Length == 0 || names.Contains(f.Name)) && (tree == null || tree.MayHave(f.KernelPath)))];
		return chosen.Count > 0 ? chosen : throw new DiffException($"{tree?.Name}: no file that the port is of, expected one such as mm/shmem.c");
	}

	static void Show(ParseResult parsed, string kernel, string port, List<Comparison> comparisons, bool hashed)
	{
		TextWriter output = parsed.InvocationConfiguration.Output;
		if (parsed.GetValue(s_html) is { } file)
			WriteHtml(file, HtmlReport.Page(kernel, port, [.. comparisons.Where(c => c.Fate != Fate.Own)]));
		else if (parsed.GetValue(s_json))
			JsonReport.Write(output, kernel, port, comparisons);
		else if (parsed.GetValue(s_unified))
			Unified(output, comparisons);
		else if (parsed.GetValue(s_summary) || (hashed && parsed.GetValue(s_functions) is not { Length: > 0 }))
			Summary.Write(output, comparisons);
		else
			Side(output, comparisons);
	}

	static void WriteHtml(string file, string page)
	{
		try {
			File.WriteAllText(file, page);
		} catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException) {
			throw new DiffException($"--html: cannot write '{file}', expected a file in a directory that is there");
		}
	}

	static void Side(TextWriter output, List<Comparison> comparisons)
	{
		bool terminal = Terminal.Is(output);
		var view = new SideBySide(output, terminal ? Console.WindowWidth : PlainWidth, terminal);
		foreach (Comparison comparison in comparisons.Where(c => c.Fate != Fate.Own))
			view.Write(comparison);
	}

	static void Unified(TextWriter output, List<Comparison> comparisons)
	{
		foreach (Comparison c in comparisons.Where(c => c.Kernel != null)) {
			UnifiedDiff.Write(output, $"{c.Where}", $"Port/{c.Ported.Function.Source.Path}", c.Ported.Id,
				[.. c.Pairs.Where(p => p.Left != null).Select(p => p.Left!)], [.. c.Pairs.Where(p => p.Right != null).Select(p => p.Right!)]);
		}
	}

	static int WriteRules(TextWriter output)
	{
		foreach (Rule rule in Rules.All) {
			output.WriteLine($"{rule.Name}: {rule.Says}");
			output.WriteLine($"  C   {rule.C.Replace("\n", "\n      ")}");
			output.WriteLine($"  C#  {rule.CSharp.Replace("\n", "\n      ")}");
		}
		return CommandLine.Done;
	}

	static int WriteFingerprints(TextWriter output, string port, List<Ported> functions, KernelTree tree)
	{
		output.Write($"# {port}: a hash for each normalised line of the kernel's functions that the port has; - for one that the port leaves out with a reason\n");
		output.Write("# written by: diff --fingerprint --kernel DIR --tag TAG\n");
		List<Comparison> comparisons = Comparer.WithTree([.. functions.Where(f => f.Version == port)], tree, _ => null);
		foreach (Comparison comparison in comparisons.Where(c => c.Fate == Fate.Compared))
			Fingerprint.Write(output, comparison);
		return comparisons.Exists(c => c.Counts.Unexplained > 0) ? Unexplained : CommandLine.Done;
	}

	static int Patch(TextWriter output, ParseResult parsed, string[] names)
	{
		string from = parsed.GetValue(s_from) ?? "v5.4";
		string to = parsed.GetValue(s_to) ?? throw new DiffException($"--patch: which kernel after, expected --to with one of {string.Join(", ", kernels.names)}");
		IReadOnlyList<PortFile> files = PortText.Files();
		Func<Ported, Fingerprint?> fingerprints = PortText.Fingerprints();
		KernelText old = KernelText.Of(Ported.Of(files, from), fingerprints), now = KernelText.Of(Ported.Of(files, to), fingerprints);
		if (names.Length == 0) {
			WritePatch(output, old, now);
			return CommandLine.Done;
		}
		int rc = CommandLine.Done;
		foreach (string name in names) {
			(List<(Hunk Hunk, Agreement Agreement)> hunks, List<string> differing) = PatchComparison.Compare(PatchFile.Read(name, Trees.ReadText(name)), old, now);
			foreach ((Hunk hunk, Agreement agreement) in hunks) {
				string says = agreement switch { Agreement.Same => "agrees", Agreement.Different => "DIFFERS", _ => "not ported" };
				output.WriteLine($"{says,-10}  {hunk.Path}  {hunk.Head}");
			}
			foreach (string path in differing)
				output.WriteLine($"DIFFERS     {path}: {from} with this patch is not {to}");
			output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {hunks.Count(h => h.Agreement == Agreement.Same)} of {hunks.Count} hunks agree, {hunks.Count(h => h.Agreement == Agreement.NotPorted)} are of text that is not ported"));
			if (differing.Count > 0 || hunks.Exists(h => h.Agreement == Agreement.Different))
				rc = Unexplained;
		}
		return rc;
	}

	static void WritePatch(TextWriter output, KernelText old, KernelText now)
	{
		foreach (string path in old.Paths.Union(now.Paths)) {
			foreach (string name in old.Functions(path).Concat(now.Functions(path)).Select(f => f.Name).Distinct()) {
				List<CodeLine> before = old.Functions(path).FirstOrDefault(f => f.Name == name).Lines ?? [], after = now.Functions(path).FirstOrDefault(f => f.Name == name).Lines ?? [];
				UnifiedDiff.Write(output, $"a/{path}", $"b/{path}", name, before, after, indented: true);
			}
		}
	}
}
