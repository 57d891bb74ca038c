using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Pipeline.LocalHost.Worker;

/// <summary>The process of a worker. What it writes goes to this host's console, line by line.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int LinesKept = 20;

    private static readonly ConcurrentDictionary<WorkerProcess, bool> Running = new();

    private readonly Process _process;
    private readonly Queue<string> _lastErrors = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(Process process) => _process = process;

    public int Id { get; private set; }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>The last lines that it wrote to its standard error.</summary>
    public string LastErrors
    {
        get { lock (_lastErrors) return string.Join(Environment.NewLine, _lastErrors); }
    }

    /// <summary>Starts the worker with the arguments of the real host.</summary>
    /// <exception cref="UnsupportedException">The program cannot be started.</exception>
    public static WorkerProcess Start(AppFolder app, Uri host, string workerId)
    {
        var start = new ProcessStartInfo(app.Program)
        {
            WorkingDirectory = app.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var requestId = Guid.NewGuid().ToString();
        var maxLength = int.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var argument in (string[])
        [
            .. app.Arguments,
            "--host", host.Host, "--port", $"{host.Port}", "--workerId", workerId, "--requestId", requestId, "--grpcMaxMessageLength", maxLength,
            "--functions-uri", host.ToString(), "--functions-worker-id", workerId, "--functions-request-id", requestId,
            "--functions-grpc-max-message-length", maxLength,
        ])
            start.ArgumentList.Add(argument);
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = app.Path;
        start.Environment.TryAdd("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated");
        start.Environment["FUNCTIONS_LOCAL_HOST"] = "true";
        var worker = new WorkerProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        worker.Run(app);
        return worker;
    }

    /// <summary>Ends all that run, before this process ends without its usual steps.</summary>
    public static void KillAll()
    {
        foreach (var worker in Running.Keys) worker.Kill();
    }

    /// <summary>Ends it at once, with whatever it started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has just ended by itself.
        }
    }

    public void Dispose() => _process.Dispose();

    private void Run(AppFolder app)
    {
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null) Console.Out.WriteLine(line.Data);
        };
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        try
        {
            _process.Start();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            throw new UnsupportedException($"{app.Program} cannot be started ({e.Message}); the .NET runtime must be on PATH as 'dotnet'");
        }
        Id = _process.Id;
        Running[this] = true;
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ = WaitAsync();
    }

    private async Task WaitAsync()
    {
        await _process.WaitForExitAsync();
        Running.TryRemove(this, out _);
        _exited.TrySetResult(_process.ExitCode);
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        Console.Error.WriteLine(line);
        lock (_lastErrors)
        {
            _lastErrors.Enqueue(line);
            if (_lastErrors.Count > LinesKept) _lastErrors.Dequeue();
        }
    }
}
