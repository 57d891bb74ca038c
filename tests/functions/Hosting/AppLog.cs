using System.Diagnostics;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>The last lines that an app wrote, for whoever looks into a failed test.</summary>
public sealed class AppLog
{
    private const int Kept = 400;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = [];

    public AppLog(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
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
        }
    }
}
