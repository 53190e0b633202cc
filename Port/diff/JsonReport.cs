// SPDX-License-Identifier: GPL-2.0-only
using System.Text.Json;

namespace linux.diff;

/// <summary>The comparison for programs.</summary>
static class JsonReport
{
	public static void Write(TextWriter output, string kernel, string port, IReadOnlyList<Comparison> comparisons)
	{
		using var stream = new MemoryStream();
		using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" })) {
			json.WriteStartObject();
			json.WriteString("kernel", kernel);
			json.WriteString("port", port);
			Counts(json, "total", comparisons.Aggregate(new Counts(), (sum, c) => sum + c.Counts));
			json.WriteStartArray("functions");
			foreach (Comparison comparison in comparisons)
				Function(json, comparison);
			json.WriteEndArray();
			json.WriteEndObject();
		}
		output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
	}

	static void Counts(Utf8JsonWriter json, string name, Counts counts)
	{
		json.WriteStartObject(name);
		json.WriteNumber("lines", counts.Lines);
		json.WriteNumber("equal", counts.Equal);
		json.WriteNumber("rule", counts.Rule);
		json.WriteNumber("explained", counts.Explained);
		json.WriteNumber("since", counts.Since);
		json.WriteNumber("unexplained", counts.Unexplained);
		json.WriteEndObject();
	}

	static void Function(Utf8JsonWriter json, Comparison comparison)
	{
		json.WriteStartObject();
		json.WriteString("name", comparison.Ported.Id);
		json.WriteString("file", comparison.Ported.KernelPath);
		json.WriteString("ported", $"Port/{comparison.Ported.Function.Source.Path}");
		json.WriteString("version", comparison.Ported.Version);
		json.WriteString("fate", Lower(comparison.Fate));
		if (comparison.Fate == Fate.Moved)
			json.WriteString("moved_to", comparison.Where);
		Counts(json, "counts", comparison.Counts);
		json.WriteStartArray("lines");
		foreach (Pair pair in comparison.Pairs) {
			json.WriteStartObject();
			json.WriteString("mark", Lower(pair.Mark));
			Line(json, "kernel", pair.Left);
			Line(json, "port", pair.Right);
			if (pair.Rules.Count > 0) {
				json.WriteStartArray("rules");
				foreach (string rule in pair.Rules)
					json.WriteStringValue(rule);
				json.WriteEndArray();
			}
			if (pair.Reason is { } reason)
				json.WriteString("reason", reason.Text);
			json.WriteEndObject();
		}
		json.WriteEndArray();
		json.WriteEndObject();
	}

	static string Lower(Enum value) => value.ToString().ToLowerInvariant();

	static void Line(Utf8JsonWriter json, string name, CodeLine? line)
	{
		if (line == null)
			return;
		json.WriteStartObject(name);
		json.WriteNumber("line", line.FirstLine);
		json.WriteNumber("last", line.LastLine);
		json.WriteString("text", line.Text);
		json.WriteEndObject();
	}
}
