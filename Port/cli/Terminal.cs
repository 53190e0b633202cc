// SPDX-License-Identifier: GPL-2.0-only
using Spectre.Console;
using Spectre.Console.Rendering;

namespace linux.cli;

/// <summary>Colours and lines on a terminal; plain text of any width for everything else.</summary>
static class Terminal
{
	const int Unlimited = 1000;
	const int StepsShownAtOnce = 64;

	public static bool Is(TextWriter output) => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;

	public static void Write(TextWriter output, Table table)
	{
		if (Is(output)) {
			AnsiConsole.Write(table.RoundedBorder().BorderColor(Color.Grey));
			return;
		}
		foreach (TableColumn column in table.Columns)
			column.Padding(new Padding(0, 0, 2, 0));
		foreach (string line in Plain(table.NoBorder()))
			output.WriteLine(line);
	}

	/// <summary>The lines of what is rendered without any escape sequence or trailing space.</summary>
	static IEnumerable<string> Plain(IRenderable what)
	{
		var text = new StringWriter { NewLine = "\n" };
		IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings {
			Ansi = AnsiSupport.No,
			ColorSystem = ColorSystemSupport.NoColors,
			Interactive = InteractionSupport.No,
			Out = new AnsiConsoleOutput(text),
		});
		console.Profile.Width = Unlimited;
		console.Write(what);
		return text.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd());
	}

	/// <summary>Does the work for each kernel in turn, with a progress bar on standard error where somebody is watching.</summary>
	/// <param name="steps">How many steps the work reports for one kernel.</param>
	/// <param name="work">Gets the kernel's name and what to call after each step.</param>
	public static List<T> ForEach<T>(IReadOnlyList<string> names, int steps, Func<string, Action, T> work)
	{
		if (Console.IsErrorRedirected)
			return [.. names.Select(name => work(name, () => { }))];

		IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
		return console.Progress().AutoClear(true).Start(context => {
			List<T> results = [];
			foreach (string name in names) {
				ProgressTask task = context.AddTask(name, maxValue: Math.Max(steps, 1));
				int done = 0;
				results.Add(work(name, () => {
					if (++done % StepsShownAtOnce == 0)
						task.Value = done;
				}));
				task.Value = task.MaxValue;
			}
			return results;
		});
	}
}
