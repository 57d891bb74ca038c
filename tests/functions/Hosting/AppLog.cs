using System.Diagnostics;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>The last lines that an app wrote, for whoever looks into a failed test.</summary>
public sealed class AppLog
{
    private const int Kept = 400;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = [];
    private readonly List<(string Text, TaskCompletionSource Said)> _awaited = [];

    public AppLog(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Ends with the first line from now on that has this text.</summary>
    public Task SaysAsync(string text)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _awaited.Add((text, said));
        return said.Task;
    }

    public string Tail()
    {
        lock (_lock) return string.Join('\n', _lines);
    }

    private void Add(string? line)
    {
        if (line is null) return;
        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept) _lines.Dequeue();
            foreach (var (text, said) in _awaited)
                if (line.Contains(text, StringComparison.Ordinal)) said.TrySetResult();
        }
    }
}
