namespace Pipeline.Bench.Output;

/// <summary>A table of texts; each row has a cell for each column.</summary>
internal sealed record TextTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows);
