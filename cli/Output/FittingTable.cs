using Spectre.Console;

namespace Pipeline.Cli.Output;

/// <summary>A list for people, one a row; a narrow terminal shows fewer columns, never a broken row.</summary>
internal static class FittingTable
{
    /// <summary>A long text cut shorter than this says nothing.</summary>
    private const int ShortestLong = 20;

    /// <param name="console">Where to.</param>
    /// <param name="rows">What.</param>
    /// <param name="columns">The most needed first: the last ones are left out where there is no room.</param>
    public static void Write<T>(IAnsiConsole console, IReadOnlyList<T> rows, params ReadOnlySpan<Column<T>> columns)
    {
        var table = new Table { Border = TableBorder.None };
        var cells = rows.Select(_ => new List<Text>()).ToArray();
        const int gap = Column<T>.Gap;
        var room = console.Profile.Width;

        foreach (var column in columns)
        {
            var texts = rows.Select(column.Cell).Append(column.Name).ToArray();
            var width = texts.Max(text => new Text(text).Length);
            if (column.Long && width > room - gap && room - gap >= ShortestLong)
                (texts, width) = ([.. texts.Select(text => Cut(text, room - gap))], room - gap);
            room -= width + gap;
            if (room < 0 && table.Columns.Count > 0) break;

            table.AddColumn(column.Head(breaks: false));
            for (var row = 0; row < cells.Length; row++)
                cells[row].Add(new Text(texts[row]));
        }

        foreach (var row in cells)
            table.AddRow(row);

        console.Write(table);
    }

    // By what a terminal shows: a wide letter takes two places, and half of a surrogate pair none.
    private static string Cut(string text, int width)
    {
        if (new Text(text).Length <= width) return text;
        var cut = "";
        foreach (var rune in text.EnumerateRunes().TakeWhile(rune => new Text(cut + rune).Length < width))
            cut += rune;
        return cut + "…";
    }
}
