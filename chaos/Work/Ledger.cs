using System.Text.Json;

namespace Pipeline.Chaos.Work;

/// <summary>
/// What the database said yes to: a line in a file for each accepted job, written only after the answer to the commit. A commit without an answer is in
/// doubt until somebody has looked.
/// </summary>
internal sealed class Ledger(string file) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _file = new(file, append: false) { AutoFlush = true };
    private readonly List<LedgerLine> _lines = [];
    private readonly List<LedgerLine> _refused = [];

    public string File => file;

    /// <summary>Jobs that were submitted, whatever came of it.</summary>
    public int Attempted { get; private set; }

    public int Accepted { get; private set; }

    /// <summary>Transactions whose answer was lost.</summary>
    public int Doubts { get; private set; }

    public IReadOnlyList<LedgerLine> Lines => _lines;

    /// <summary>What was written and never committed: none of it may exist.</summary>
    public IReadOnlyList<LedgerLine> Refused => _refused;

    public Queue<IReadOnlyList<LedgerLine>> InDoubt { get; } = [];

    public void Attempt(int jobs)
    {
        lock (_lock) Attempted += jobs;
    }

    public void Accept(IReadOnlyList<LedgerLine> lines)
    {
        lock (_lock)
        {
            foreach (var line in lines)
                _file.WriteLine(JsonSerializer.Serialize(line, JsonSerializerOptions.Web));
            _lines.AddRange(lines);
            Accepted += lines.Count(l => l.IsJob);
        }
    }

    public void Refuse(IReadOnlyList<LedgerLine> lines)
    {
        lock (_lock) _refused.AddRange(lines);
    }

    public void Doubt(IReadOnlyList<LedgerLine> lines)
    {
        lock (_lock)
        {
            InDoubt.Enqueue(lines);
            Doubts++;
        }
    }

    public void Dispose() => _file.Dispose();
}
