namespace Pipeline.Flows;

/// <summary>Steps that run one after the other.</summary>
internal sealed record ChainFlow(IAsyncEnumerable<object> Steps) : Flow
{
    internal override string DefaultName => "chain";

    internal override IAsyncEnumerable<object> MembersAsync() => Steps;
}
