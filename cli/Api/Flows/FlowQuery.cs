namespace Pipeline.Cli.Api.Flows;

/// <summary>Which flows are to be shown.</summary>
internal sealed record FlowQuery(int Limit, bool Open = false, Guid? After = null)
{
    public override string ToString() => $"limit={Limit}{(Open ? "&open=true" : "")}{(After is null ? "" : $"&after={After}")}";
}
