// SPDX-License-Identifier: GPL-2.0-only
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using linux.logs;

namespace linux.cli;

/// <summary>A replay as one JSON document; docs/replay.schema.json says what is in it. Sizes are in bytes unless the name says pages.</summary>
public static class ReplayJson
{
	/// <summary>Writes the document whole, and nothing before it is complete.</summary>
	public static void Write(TextWriter output, LogFile log, ReplayOptions options, IReadOnlyList<KernelRun> runs)
	{
		using var buffer = new MemoryStream();
		using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) {
			json.WriteStartObject();
			Log(json, log);
			json.WriteStartObject("options");
			json.WriteNumber("prefill", options.Prefill);
			json.WriteBoolean("splitHugePages", options.SplitHugePages);
			json.WriteEndObject();
			json.WriteStartArray("kernels");
			foreach (KernelRun run in runs)
				Kernel(json, log, run);
			json.WriteEndArray();
			json.WriteEndObject();
		}
		output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
	}

	static void Log(Utf8JsonWriter json, LogFile log)
	{
		json.WriteStartObject("log");
		json.WriteString("name", log.Name);
		json.WriteString("format", log.FormatName);
		json.WriteString("target", log.Target);
		json.WriteNumber("operations", log.Operations.Length);
		json.WriteNumber("lines", log.Counts.Lines);
		json.WriteNumber("skipped", log.Counts.Skipped);
		json.WriteNumber("failed", log.Counts.Failed);
		json.WriteNumber("joined", log.Counts.Joined);
		json.WriteNumber("bookkeeping", log.Counts.Bookkeeping);
		json.WriteStartObject("passedOver");
		foreach ((string name, int count) in log.Counts.PassedOver)
			json.WriteNumber(name, count);
		json.WriteEndObject();
		json.WriteStartObject("otherFiles");
		foreach ((string path, int operations) in log.OtherFiles)
			json.WriteNumber(path, operations);
		json.WriteEndObject();
		json.WriteEndObject();
	}

	static void Kernel(Utf8JsonWriter json, LogFile log, KernelRun run)
	{
		json.WriteStartObject();
		json.WriteString("name", run.Kernel);
		json.WriteStartArray("operations");
		for (int i = 0; i < run.Results.Count; i++)
			Operation(json, i + 1, log.Operations[i], run.Results[i]);
		json.WriteEndArray();
		Totals(json, run);
		End(json, run.End);
		json.WriteString("trouble", run.Trouble);
		json.WriteEndObject();
	}

	static void Operation(Utf8JsonWriter json, int n, in Operation op, in OperationResult result)
	{
		json.WriteStartObject();
		json.WriteNumber("n", n);
		json.WriteNumber("line", op.Line);
		json.WriteString("op", op.Name);
		json.WriteNumber("offset", op.Offset);
		json.WriteNumber("length", op.Length);
		json.WriteNumber("rc", result.Rc);
		json.WriteNumber("size", result.Size);
		json.WriteNumber("pages", result.Pages);
		json.WriteNumber("split", result.Split);
		json.WriteNumber("failed", result.Failed);
		json.WriteEndObject();
	}

	static void Totals(Utf8JsonWriter json, KernelRun run)
	{
		ReplayTotals totals = run.Totals;
		json.WriteStartObject("totals");
		json.WriteNumber("operations", totals.Operations);
		json.WriteNumber("errors", totals.Errors);
		json.WriteNumber("punched", totals.Punched);
		json.WriteNumber("freed", totals.Freed);
		json.WriteNumber("zeroedInPlace", totals.ZeroedInPlace);
		json.WriteNumber("hugePagesBefore", run.HugePagesBefore);
		json.WriteNumber("hugePagesAfter", run.HugePagesAfter);
		json.WriteNumber("split", totals.Splits);
		json.WriteNumber("failed", totals.FailedSplits);
		json.WriteNumber("chargedBefore", totals.ChargedBefore);
		json.WriteNumber("chargedAfter", totals.ChargedAfter);
		json.WriteNumber("seconds", run.Elapsed.TotalSeconds);
		json.WriteEndObject();
	}

	static void End(Utf8JsonWriter json, FileEnd? end)
	{
		if (end == null) {
			json.WriteNull("end");
			return;
		}
		json.WriteStartObject("end");
		json.WriteNumber("size", end.Size);
		json.WriteNumber("pages", end.Pages);
		json.WriteString("sha256", end.Sha256);
		json.WriteStartArray("data");
		foreach ((long start, long stop) in end.Extents) {
			json.WriteStartArray();
			json.WriteNumberValue(start);
			json.WriteNumberValue(stop);
			json.WriteEndArray();
		}
		json.WriteEndArray();
		json.WriteEndObject();
	}
}
