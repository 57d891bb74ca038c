using Spectre.Console;

namespace Pipeline.Cli.Output;

/// <summary>A list for people of which every column is needed: in a narrow terminal a long text takes several lines.</summary>
internal static class WholeTable
{
    public static void Write<T>(IAnsiConsole console, IReadOnlyList<T> rows, params Column<T>[] columns)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var column in columns)
            table.AddColumn(column.Head(breaks: column.Long));
        foreach (var row in rows)
            table.AddRow(columns.Select(column => new Text(column.Cell(row))));
        console.Write(table);
    }
}
