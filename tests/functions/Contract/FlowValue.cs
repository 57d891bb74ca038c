using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests.Contract;

/// <summary>A value of YAML on one line.</summary>
internal ref struct FlowValue
{
    private readonly string _text;
    private int _at;

    private FlowValue(string text) => _text = text;

    public static JsonNode? Read(string text)
    {
        var reader = new FlowValue(text);
        var value = reader.Value(inFlow: text[0] is '{' or '[');
        return reader._at == text.Length ? value : throw new FormatException($"'{text[reader._at..]}' follows a value in '{text}'.");
    }

    /// <summary>A line's key, and the text of its value, if that is on the line.</summary>
    public static (string Key, string Value) Entry(string line)
    {
        var reader = new FlowValue(line);
        var key = reader.Key();
        return (key, line[reader._at..].Trim());
    }

    private JsonNode? Value(bool inFlow)
    {
        Blanks();
        return _text[_at] switch
        {
            '{' => Map(),
            '[' => List(),
            '"' => Quoted(),
            _ => Plain(inFlow),
        };
    }

    private JsonObject Map()
    {
        var map = new JsonObject();
        for (_at++, Blanks(); _text[_at] != '}'; Separator('}'))
        {
            var key = Key();
            map[key] = Value(inFlow: true);
        }
        _at++;
        return map;
    }

    private JsonArray List()
    {
        var list = new JsonArray();
        for (_at++, Blanks(); _text[_at] != ']'; Separator(']'))
            list.Add(Value(inFlow: true));
        _at++;
        return list;
    }

    private string Key()
    {
        if (_text[_at] == '"')
        {
            var quoted = Quoted();
            _at++;
            return quoted.GetValue<string>();
        }
        var end = _text.IndexOf(':', _at);
        var key = _text[_at..end];
        _at = end + 1;
        return key;
    }

    private JsonValue Quoted()
    {
        var start = _at++;
        for (; _text[_at] != '"'; _at++)
            if (_text[_at] == '\\') _at++;
        _at++;
        // What may stand in such a text is what JSON has.
        return JsonValue.Create(JsonSerializer.Deserialize<string>(_text[start.._at])!);
    }

    private JsonNode? Plain(bool inFlow)
    {
        var start = _at;
        while (_at < _text.Length && !(inFlow && _text[_at] is ',' or '}' or ']')) _at++;
        var text = _text[start.._at].Trim();
        return text switch
        {
            "null" => null,
            "true" or "false" => JsonValue.Create(text == "true"),
            _ when long.TryParse(text, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };
    }

    private void Separator(char end)
    {
        Blanks();
        if (_text[_at] == ',') _at++;
        else if (_text[_at] != end) throw new FormatException($"',' or '{end}' is missing at '{_text[_at..]}'.");
        Blanks();
    }

    private void Blanks()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
    }
}
