using Spectre.Console;

namespace Pipeline.Cli.Output;

/// <summary>A column of a list for people.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Cell">A row's text in it, safe to print.</param>
/// <param name="Number">It stands to the right.</param>
/// <param name="Long">It is cut, or broken into lines, where there is no room.</param>
internal sealed record Column<T>(string Name, Func<T, string> Cell, bool Number = false, bool Long = false)
{
    /// <summary>What is between it and the next one.</summary>
    public const int Gap = 2;

    public TableColumn Head(bool breaks) => new(Name)
    {
        Alignment = Number ? Justify.Right : Justify.Left,
        NoWrap = !breaks,
        Padding = new Padding(0, 0, Gap, 0),
    };
}
