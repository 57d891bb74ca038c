using Pipeline.Chaos.Apps;
using Pipeline.Database;

namespace Pipeline.Chaos.Faults;

/// <summary>All faults there are: those of the apps and those of the servers strike side by side.</summary>
internal sealed class FaultDecks(AppFleet fleet, PipelineDatabase database, PipelineOptions pipeline, ChaosOptions options, TimeProvider time)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(6);

    public IReadOnlyList<IFault> Apps
    {
        get
        {
            var lone = new LoneRuns(database);
            return [new AppKilled(fleet, lone, time), new AppTerminated(fleet, lone, time), new AppFrozen(fleet, lone, time)];
        }
    }

    public IReadOnlyList<IFault> Servers
    {
        get
        {
            var lanes = new Lanes(pipeline);
            return
            [
                new ServerFault("broker stopped", "rabbitmq", options, ["stop", "start"], time, Outage),
                new ServerFault("broker restarted", "rabbitmq", options, ["restart"], time),
                new ServerFault("broker killed", "rabbitmq", options, ["kill", "start"], time),
                new ServerFault("broker connections cut", "rabbitmq", options, ["cut"], time),
                new ServerFault("database restarted", "postgres", options, ["restart"], time),
                new ServerFault("database killed", "postgres", options, ["kill", "start"], time),
                new ServerFault("database frozen", "postgres", options, ["pause", "resume"], time, Outage),
                new ServerFault("blobs stopped", "azurite", options, ["stop", "start"], time, Outage),
                new SessionsCut(database),
                new LanePurged(lanes),
                new LaneDeleted(lanes),
                new LaneSilenced(lanes, options, time, 5 * Outage),
                new MessagesDoubled(lanes, database),
                new MessagesCorrupt(lanes),
            ];
        }
    }
}
