namespace Pipeline.Flows;

/// <summary>Members that run side by side.</summary>
internal sealed record GroupFlow(IAsyncEnumerable<object> Members) : Flow
{
    internal override string DefaultName => Then is null ? "group" : "chord";

    internal override IAsyncEnumerable<object> MembersAsync() => Members;
}
