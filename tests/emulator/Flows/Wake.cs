namespace Pipeline.Emulator.Tests.Flows;

/// <summary>When an orchestration is woken in a scenario.</summary>
public enum Wake
{
    None,

    /// <summary>While the activity runs: nobody waits yet.</summary>
    DuringTheLook,

    /// <summary>While the orchestrator waits.</summary>
    AfterTheLook,
}
