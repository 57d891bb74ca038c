using Spectre.Console;

namespace Pipeline.Cli.Output;

/// <summary>What is known of one thing, for people: a fact a row, those that are not known left out.</summary>
internal static class Facts
{
    public static void Write(IAnsiConsole console, params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        var table = new Table { ShowHeaders = false, Border = TableBorder.None };
        table.AddColumn(new TableColumn("") { NoWrap = true, Padding = new Padding(0, 0, 2, 0) }).AddColumn(new TableColumn(""));
        foreach (var (name, value) in facts)
        {
            if (!string.IsNullOrEmpty(value)) table.AddRow(new Text(name), new Text(value));
        }
        console.Write(table);
    }
}
