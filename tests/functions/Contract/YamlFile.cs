using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests.Contract;

/// <summary>Reads the part of YAML that the API's description is written in: block maps and lists of one-line values, which may be flow maps, flow lists and quoted texts.</summary>
internal sealed class YamlFile
{
    private readonly List<(int Indent, string Text)> _lines;
    private int _next;

    private YamlFile(string text) => _lines =
    [
        .. text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0 && !l.TrimStart().StartsWith('#')).Select(l => (l.Length - l.TrimStart().Length, l.TrimStart())),
    ];

    public static JsonNode Read(string path) => new YamlFile(File.ReadAllText(path)).Block(0)!;

    private JsonNode? Block(int indent) => _lines[_next].Text.StartsWith("- ", StringComparison.Ordinal) ? List(indent) : Map(indent);

    private JsonArray List(int indent)
    {
        var list = new JsonArray();
        while (_next < _lines.Count && _lines[_next].Indent == indent && _lines[_next].Text.StartsWith("- ", StringComparison.Ordinal))
        {
            var item = _lines[_next].Text[2..];
            if (item[0] is '{' or '[' or '"' || !item.Contains(": ", StringComparison.Ordinal) && !item.EndsWith(':'))
            {
                _next++;
                list.Add(FlowValue.Read(item));
                continue;
            }
            // A map that begins behind the dash goes on below its first key.
            _lines[_next] = (indent + 2, item);
            list.Add(Map(indent + 2));
        }
        return list;
    }

    private JsonObject Map(int indent)
    {
        var map = new JsonObject();
        while (_next < _lines.Count && _lines[_next].Indent == indent)
        {
            var (key, value) = FlowValue.Entry(_lines[_next++].Text);
            map[key] = value.Length > 0 ? FlowValue.Read(value) : Block(_lines[_next].Indent);
        }
        return _next == _lines.Count || _lines[_next].Indent < indent ? map : throw new FormatException($"Line '{_lines[_next].Text}' is indented by {_lines[_next].Indent}, not {indent}.");
    }
}
