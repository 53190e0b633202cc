// SPDX-License-Identifier: MIT
using System.CommandLine;
using System.CommandLine.Help;
using System.Text.RegularExpressions;

using Pairing.Speed;

const int Measured = 0;
const int BadInput = 2;

Argument<string[]> responses = new("RSP") { Description = "response files of csc, without analyzers and rulesets of their own", Arity = ArgumentArity.OneOrMore };
Option<int> rounds = new("--rounds") { Description = "how often each is compiled; the median counts", DefaultValueFactory = _ => 3 };
Option<bool> report = new("--report") { Description = "the time of each analyzer too, as csc counts it" };
Option<bool> bare = new("--bare") { Description = "without an analyzer too" };
rounds.CustomParser = given =>
{
    if (!int.TryParse(given.Tokens[0].Value, out var number) || number < 1)
        given.AddError("--rounds: expected a number, 1 or more");
    return number;
};
RootCommand command = new("What the pairing analyzers add to a compilation, beside an analyzer that registers nothing and CA2000.") { responses, rounds, report, bare };
command.SetAction(given => Measure(given.GetValue(responses)!, given.GetValue(rounds), given.GetValue(report), given.GetValue(bare)));

var parsed = command.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
    return Refuse(parsed.Errors[0].Message);
try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
{
    return Refuse(exception.Message);
}

static int Refuse(string message)
{
    Console.Error.WriteLine(message);
    return BadInput;
}

static int Measure(string[] responses, int rounds, bool report, bool bare)
{
    using Compiler compiler = new(report);
    string[] analyzers = [.. bare ? [Compiler.Bare] : Array.Empty<string>(), Compiler.Control, Compiler.Pairing, Compiler.Ca2000];
    foreach (var response in responses)
    {
        var redirected = compiler.Redirect(response);
        _ = compiler.Compile(redirected, Compiler.Bare); // not measured: brings the files into memory
        var compilations = Enumerable.Range(0, rounds)
            .SelectMany(_ => analyzers.Select(analyzer => (Analyzer: analyzer, Compilation: compiler.Compile(redirected, analyzer))))
            .ToLookup(compiled => compiled.Analyzer, compiled => compiled.Compilation);
        Table(Path.GetFileNameWithoutExtension(response), compilations);
        if (report)
            Report(compilations);
    }
    return Measured;
}

static void Table(string project, ILookup<string, Compilation> compilations)
{
    Console.WriteLine();
    Console.WriteLine($"{project,-24}{"wall, s",10}{"ratio",8}{"added",8}{"CPU, s",10}{"ratio",8}{"added",8}");
    foreach (var analyzer in compilations)
        Console.WriteLine($"  {analyzer.Key,-22}{Columns(analyzer.Key, c => c.Wall)}{Columns(analyzer.Key, c => c.Cpu)}");
    Console.WriteLine($"  {"pairing to CA2000",-22}{Quotient(c => c.Wall),26:F2}{Quotient(c => c.Cpu),26:F2}");

    string Columns(string analyzer, Func<Compilation, double> time) =>
        $"{Median(analyzer, time),10:F2}{Median(analyzer, time) / Median(Compiler.Control, time),8:F2}{Added(analyzer, time),8:F2}";

    double Quotient(Func<Compilation, double> time) => Added(Compiler.Pairing, time) / Added(Compiler.Ca2000, time);

    double Added(string analyzer, Func<Compilation, double> time) => Median(analyzer, time) - Median(Compiler.Control, time);

    double Median(string analyzer, Func<Compilation, double> time)
    {
        var sorted = compilations[analyzer].Select(time).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}

// csc's own lines, of the last round: seconds, per cent, and what took a millisecond at least
static void Report(ILookup<string, Compilation> compilations)
{
    foreach (var analyzer in compilations)
    {
        foreach (Match line in Regex.Matches(analyzer.Last().Output, @"^ +[\d.]+ +<?\d+ {4,}\S.*$", RegexOptions.Multiline))
            Console.WriteLine($"  {analyzer.Key}: {line.Value.Trim()}");
    }
}
