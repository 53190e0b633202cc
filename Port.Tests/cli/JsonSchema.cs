// SPDX-License-Identifier: GPL-2.0-only
using System.Text.Json;
using System.Text.RegularExpressions;

namespace linux.tests.cli;

/// <summary>As much of JSON Schema as the project's schemas use; a keyword that it does not know is a fault.</summary>
static class JsonSchema
{
    public static List<string> Faults(JsonElement schema, JsonElement value)
    {
        var faults = new List<string>();
        Check(schema, value, "$", faults);
        return faults;
    }

    static void Check(JsonElement schema, JsonElement value, string at, List<string> faults)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var rule = keyword.Value;
            switch (keyword.Name)
            {
                case "$schema" or "title" or "description" or "properties":
                    break;
                case "type":
                    var types = rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(t => t.GetString()) : [rule.GetString()];
                    if (!types.Any(type => Is(type!, value)))
                    {
                        faults.Add($"{at}: is {value.ValueKind}");
                        return;
                    }
                    break;
                case "required" when value.ValueKind == JsonValueKind.Object:
                    faults.AddRange(rule.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}: {name} is missing"));
                    break;
                case "additionalProperties" when value.ValueKind == JsonValueKind.Object:
                    CheckProperties(schema, rule, value, at, faults);
                    break;
                case "items" when value.ValueKind == JsonValueKind.Array:
                    foreach (var (i, item) in value.EnumerateArray().Index())
                    {
                        Check(rule, item, $"{at}[{i}]", faults);
                    }
                    break;
                case "minimum" when value.ValueKind == JsonValueKind.Number:
                    if (value.GetDouble() < rule.GetDouble())
                    {
                        faults.Add($"{at}: {value} is below {rule}");
                    }
                    break;
                case "maximum" when value.ValueKind == JsonValueKind.Number:
                    if (value.GetDouble() > rule.GetDouble())
                    {
                        faults.Add($"{at}: {value} is above {rule}");
                    }
                    break;
                case "minItems" or "maxItems" when value.ValueKind == JsonValueKind.Array:
                    if (keyword.Name == "minItems" ? value.GetArrayLength() < rule.GetInt32() : value.GetArrayLength() > rule.GetInt32())
                    {
                        faults.Add($"{at}: has {value.GetArrayLength()} items");
                    }
                    break;
                case "pattern" when value.ValueKind == JsonValueKind.String:
                    if (!Regex.IsMatch(value.GetString()!, rule.GetString()!))
                    {
                        faults.Add($"{at}: {value} does not match {rule}");
                    }
                    break;
                case "required" or "additionalProperties" or "items" or "minimum" or "maximum" or "minItems" or "maxItems" or "pattern":
                    break;
                default:
                    faults.Add($"{at}: the schema's {keyword.Name} is not known");
                    break;
            }
        }
    }

    static void CheckProperties(JsonElement schema, JsonElement others, JsonElement value, string at, List<string> faults)
    {
        var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
        foreach (var property in value.EnumerateObject())
        {
            if (known.ValueKind == JsonValueKind.Object && known.TryGetProperty(property.Name, out var rule))
            {
                Check(rule, property.Value, $"{at}.{property.Name}", faults);
            }
            else if (others.ValueKind == JsonValueKind.Object)
            {
                Check(others, property.Value, $"{at}.{property.Name}", faults);
            }
            else
            {
                faults.Add($"{at}: {property.Name} is not known");
            }
        }
    }

    static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };
}
