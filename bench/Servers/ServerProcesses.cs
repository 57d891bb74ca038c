using System.Globalization;
using Pipeline.Bench.Measure;

namespace Pipeline.Bench.Servers;

/// <summary>The processes of the servers, as far as ./dev started them on this machine.</summary>
internal sealed record ServerProcesses(ProcessFamily? Postgres, ProcessFamily? RabbitMq, ProcessFamily? Storage)
{
    public static ServerProcesses FromEnvironment() => new(Family("BENCH_POSTGRES_PID"), Family("BENCH_RABBITMQ_PID"), Family("BENCH_AZURITE_PID"));

    /// <summary>Theirs, and the worker's, until now.</summary>
    public ProcessorTimes Used(ProcessFamily? worker) =>
        new(worker?.ProcessorTime(), Postgres?.ProcessorTime(), RabbitMq?.ProcessorTime(), Storage?.ProcessorTime());

    private static ProcessFamily? Family(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new(id) : null;
}
