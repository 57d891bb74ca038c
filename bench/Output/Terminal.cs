using Spectre.Console;

namespace Pipeline.Bench.Output;

/// <summary>The report for who waits for it.</summary>
internal static class Terminal
{
    // Where nobody knows how wide it is, as in a log.
    private const int Width = 180;

    public static void Write(Report report)
    {
        var console = AnsiConsole.Console;
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = Width;
            console.Profile.Capabilities.Ansi = false;
        }
        foreach (var fact in report.Facts) console.WriteLine($"{fact.Name}: {fact.Value}");
        foreach (var text in ReportTables.Of(report))
        {
            var table = new Table { Title = new TableTitle(Markup.Escape(text.Title)), Border = TableBorder.Simple };
            foreach (var column in text.Columns) table.AddColumn(new TableColumn(Markup.Escape(column)));
            foreach (var row in text.Rows) table.AddRow(row.Select(cell => new Text(cell, Style(cell))).ToArray());
            console.Write(table);
        }
        foreach (var fault in report.Faults) console.WriteLine("WRONG: " + fault);
    }

    private static Style Style(string cell) => cell switch
    {
        "reached" => new(Color.Green),
        "missed" => new(Color.Yellow),
        _ when cell.StartsWith("WRONG", StringComparison.Ordinal) => new(Color.Red),
        _ => Spectre.Console.Style.Plain,
    };
}
