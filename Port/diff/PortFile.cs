// SPDX-License-Identifier: GPL-2.0-only
using System.Text;
using System.Text.RegularExpressions;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace linux.diff;

/// <summary>The methods of a file of the port.</summary>
sealed partial class PortFile
{
	/// <summary>mm/shmem.cs, patches/dickins/mm/shmem.cs.</summary>
	public string Path { get; }

	/// <summary>The file of the kernel that its head names.</summary>
	public string KernelPath { get; }

	/// <summary>The kernel that its text is of.</summary>
	public string Version { get; }

	public IReadOnlyList<FunctionText> Functions { get; }

	PortFile(string path, string kernelPath, string version, List<FunctionText> functions)
	{
		Path = path;
		KernelPath = kernelPath;
		Version = version;
		Functions = functions;
	}

	/// <param name="path">Its path in Port.</param>
	/// <returns>Null for a file that is not of the kernel's text.</returns>
	public static PortFile? Read(string path, string text)
	{
		Match head = Head().Match(text);
		if (!head.Success)
			return null;
		string version = path.StartsWith("patches/", StringComparison.Ordinal) ? path.Split('/')[1] : "v5.4";
		var source = new SourceText(path, text);
		(string code, List<Directive> directives) = WithoutDirectives(source);
		List<Reason> reasons = Reasons(source);
		CompilationUnitSyntax root = SyntaxFactory.ParseCompilationUnit(code, options: CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview));
		List<FunctionText> functions = [];
		foreach (MemberDeclarationSyntax member in root.DescendantNodes(Contains).OfType<MemberDeclarationSyntax>()) {
			if (Function(member, source, directives, reasons) is { } function)
				functions.Add(function with { Version = version });
		}
		return new PortFile(path, head.Groups[1].Value, version, functions);
	}

	[GeneratedRegex(@"\A/\* SPDX[^\n]*\n/\* ([a-z][\w/.-]*\.[ch])\b")]
	private static partial Regex Head();

	[GeneratedRegex(@"^\s*// PORT: (.*)$")]
	private static partial Regex Port();

	static bool Contains(SyntaxNode node) => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax;

	/* both branches of an #if are ported text */
	static (string Text, List<Directive> Directives) WithoutDirectives(SourceText source)
	{
		var code = new StringBuilder();
		List<Directive> directives = [];
		for (int i = 0; i < source.Lines.Length; i++) {
			string line = source.Lines[i], trimmed = line.TrimStart();
			if (trimmed.StartsWith('#')) {
				directives.Add(new Directive(trimmed.TrimEnd(), i + 1, i + 1));
				line = "";
			}
			code.Append(line).Append('\n');
		}
		return (code.ToString(), directives);
	}

	static List<Reason> Reasons(SourceText source)
	{
		List<Reason> reasons = [];
		for (int i = 0; i < source.Lines.Length; i++) {
			if (source.Lines[i].Contains("// PORT:") && Port().Match(source.Lines[i]) is { Success: true } match)
				reasons.Add(new Reason(i + 1, match.Groups[1].Value));
		}
		return reasons;
	}

	static FunctionText? Function(MemberDeclarationSyntax member, SourceText source, List<Directive> directives, List<Reason> reasons)
	{
		(string name, SyntaxNode? body, IEnumerable<SyntaxToken> header) = member switch {
			MethodDeclarationSyntax method => (method.Identifier.ValueText, (SyntaxNode?)method.Body ?? method.ExpressionBody?.Expression, Header(method, method.ParameterList)),
			PropertyDeclarationSyntax { ExpressionBody: { } arrow } property => (property.Identifier.ValueText, arrow.Expression, [property.Identifier]),
			_ => ("", null, []),
		};
		if (body == null)
			return null;

		bool expression = body is ExpressionSyntax;
		List<Token> tokens = Tokens(body.DescendantTokens(node => !node.IsKind(SyntaxKind.AttributeList)));
		if (!expression)
			tokens = tokens[1..^1];
		int first = Line(member.SpanStart, member), last = Line(member.Span.End - 1, member);
		int above = Above(first, source);
		return new FunctionText(name, source, Language.CSharp, Tokens(header), tokens) {
			IsExpression = expression,
			EndLine = expression ? 0 : last,
			Directives = [.. directives.Where(d => d.Line > first && d.Line < last)],
			Reasons = [.. reasons.Where(r => r.Line >= above && r.Line <= last)],
		};
	}

	static IEnumerable<SyntaxToken> Header(MethodDeclarationSyntax method, ParameterListSyntax parameters) =>
		method.Modifiers.Concat(method.ReturnType.DescendantTokens()).Append(method.Identifier).Concat(parameters.DescendantTokens());

	/* the comments directly above it */
	static int Above(int first, SourceText source)
	{
		while (first > 1 && source.Line(first - 1).TrimStart().StartsWith("//", StringComparison.Ordinal))
			first--;
		return first;
	}

	static int Line(int position, SyntaxNode node) => node.SyntaxTree.GetLineSpan(new Microsoft.CodeAnalysis.Text.TextSpan(position, 0)).StartLinePosition.Line + 1;

	static List<Token> Tokens(IEnumerable<SyntaxToken> tokens)
	{
		List<Token> result = [];
		foreach (SyntaxToken token in tokens) {
			if (token.IsMissing || token.Span.IsEmpty)
				continue;
			TokenKind kind = token.Kind() switch {
				SyntaxKind.IdentifierToken => TokenKind.Word,
				SyntaxKind.NumericLiteralToken => TokenKind.Number,
				SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken => TokenKind.Literal,
				_ => char.IsLetter(token.Text[0]) ? TokenKind.Word : TokenKind.Operator,
			};
			int line = token.SyntaxTree!.GetLineSpan(token.Span).StartLinePosition.Line + 1;
			result.Add(new Token(kind, kind == TokenKind.Word ? token.ValueText : token.Text, token.Text, line));
		}
		return result;
	}
}
