using Pipeline.Access;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Access;

public sealed class AccessKeyTableTests
{
    [ServiceFact]
    public async Task However_many_start_together_there_is_one_key_and_one_of_them_has_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => pipeline.Get<AccessKeyTable>().EnsureAsync(CancellationToken.None)));

        var made = keys.Select(k => k.Made).OfType<string>().ShouldHaveSingleItem();
        made.Length.ShouldBe(43);
        keys.ShouldAllBe(k => k.Hash.SequenceEqual(AccessKeyTable.Hash(made)));
    }
}
