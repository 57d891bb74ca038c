using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Rpc;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Functions;

/// <summary>Chooses the functions that run: those that the worker lists, without those that a setting switched off or that are skipped.</summary>
internal sealed partial class FunctionSelection(
    HostOptions options, HostSettings settings, FunctionReader reader, FunctionCatalog catalog, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Host.Startup");

    /// <exception cref="UnsupportedException">One or more functions cannot run here; lists them all.</exception>
    public IReadOnlyList<WorkerFunction> Read(IReadOnlyList<RpcFunctionMetadata> listed)
    {
        if (listed.Count == 0)
            throw new UnsupportedException("the worker lists no function; a method needs [Function] and the project Microsoft.Azure.Functions.Worker.Sdk");
        var problems = new List<string>();
        var functions = new List<WorkerFunction>();
        foreach (var same in listed.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            problems.Add($"function '{same.Key}': {string.Join(" and ", same.Select(f => f.EntryPoint))} share this name");
        foreach (var metadata in listed.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            if (settings.IsDisabled(metadata.Name)) WriteDisabled(_logger, metadata.Name);
            else if (TryRead(metadata, problems) is { } function) functions.Add(function);
        }
        if (problems.Count > 0) throw new UnsupportedException(problems) { Advice = "With --skip-unsupported the other functions run without these." };
        return catalog.Functions = functions;
    }

    private WorkerFunction? TryRead(RpcFunctionMetadata metadata, List<string> problems)
    {
        try
        {
            return reader.Read(metadata);
        }
        catch (UnsupportedException e) when (options.SkipUnsupported)
        {
            WriteSkipped(_logger, string.Join("; ", e.Problems));
        }
        catch (UnsupportedException e)
        {
            problems.AddRange(e.Problems);
        }
        return null;
    }

    [LoggerMessage(50, LogLevel.Information, "Function '{Function}' is disabled")]
    private static partial void WriteDisabled(ILogger logger, string function);

    [LoggerMessage(51, LogLevel.Warning, "Left out because of --skip-unsupported: {Problems}")]
    private static partial void WriteSkipped(ILogger logger, string problems);
}
