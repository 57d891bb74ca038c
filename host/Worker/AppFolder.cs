using System.Text.Json;

namespace Pipeline.LocalHost.Worker;

/// <summary>The output folder of an isolated-worker app, and how its worker is started.</summary>
/// <param name="Path">An absolute path.</param>
/// <param name="Program">What is executed.</param>
/// <param name="Arguments">What comes before the host's own arguments.</param>
internal sealed record AppFolder(string Path, string Program, IReadOnlyList<string> Arguments)
{
    private const string WorkerConfig = "worker.config.json";
    private const string WhatToDo = "point this host at the folder that 'dotnet build' or 'dotnet publish' of an isolated-worker app leaves, such as bin/Release/net10.0";

    public string HostJson => System.IO.Path.Combine(Path, "host.json");

    /// <exception cref="UnsupportedException">The folder holds no isolated-worker app.</exception>
    public static AppFolder Open(string folder)
    {
        var path = System.IO.Path.GetFullPath(folder);
        if (!Directory.Exists(path)) throw new UnsupportedException($"{path} is not a folder; {WhatToDo}");
        if (!File.Exists(System.IO.Path.Combine(path, "host.json")))
            throw new UnsupportedException($"{path} has no host.json; {WhatToDo}, or copy host.json to the output");
        var config = System.IO.Path.Combine(path, WorkerConfig);
        if (!File.Exists(config)) throw new UnsupportedException($"{path} has no {WorkerConfig}, so it is not an isolated-worker app; {WhatToDo}");
        return Read(path, config);
    }

    private static AppFolder Read(string path, string config)
    {
        var (language, executable, worker) = ("", "", "");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(config));
            var description = json.RootElement.GetProperty("description");
            string TextOf(string name) => description.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
            (language, executable, worker) = (TextOf("language"), TextOf("defaultExecutablePath"), TextOf("defaultWorkerPath"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new UnsupportedException($"{config} cannot be read: {e.Message}");
        }
        if (language != "dotnet-isolated")
            throw new UnsupportedException($"{config} is of a worker for '{language}'; only 'dotnet-isolated' is supported");
        if (executable.Length == 0) throw new UnsupportedException($"{config} names no defaultExecutablePath");
        if (worker.Length > 0 && !File.Exists(System.IO.Path.Combine(path, worker)))
            throw new UnsupportedException($"{config} names {worker}, which is not in {path}; build the app again");
        // A self-contained app is its own executable.
        var program = executable.Replace("{WorkerRoot}", path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);
        var own = System.IO.Path.Combine(path, program);
        return new(path, File.Exists(own) ? own : program, worker.Length == 0 || File.Exists(own) ? [] : [System.IO.Path.Combine(path, worker)]);
    }
}
