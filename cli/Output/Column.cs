namespace Pipeline.Cli.Output;

/// <summary>A column of a list for people.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Cell">A row's text in it, safe to print.</param>
/// <param name="Number">It stands to the right.</param>
/// <param name="Long">It is cut to the room that is left.</param>
internal sealed record Column<T>(string Name, Func<T, string> Cell, bool Number = false, bool Long = false);
