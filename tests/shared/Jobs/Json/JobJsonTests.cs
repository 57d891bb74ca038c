using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Tests.Support;
using static Pipeline.Tests.Jobs.JsonSamples;

namespace Pipeline.Tests.Jobs;

/// <summary>What would not arrive as it was enqueued is refused, by the name of the member.</summary>
public sealed class JobJsonTests
{
    public static TheoryData<Type, string> Lossy { get; } = new()
    {
        { typeof(OfTuple), "Pair.Item1" }, { typeof((int, string)), "Item1" }, { typeof(OfField), "Count" }, { typeof(OfBaseField), "Hidden" }, { typeof(OfStruct), "Point.X" },
        { typeof(OfPrivateSetter), "Count" }, { typeof(OfGetter), "Count" }, { typeof(OfList), "Items" }, { typeof(OfInternal), "Note" }, { typeof(OfSetterOnly), "Text" },
        { typeof(OfPrivateGetter), "Count" }, { typeof(OfObject), "Value" }, { typeof(OfInterface), "Thing" }, { typeof(OfAbstract), "Shape" }, { typeof(OfObjects), "Values[]" },
        { typeof(OfInterfaces), "Things[]" }, { typeof(OfTupleKeys), "Prices" }, { typeof(OfRecordKeys), "Prices" }, { typeof(OfStack), "Items" }, { typeof(OfLookup), "Items" },
        { typeof(OfGrid), "Cells" }, { typeof(OfDelegate), "Then" }, { typeof(OfOwnList), "Names" }, { typeof(OfBigInteger), "Number" }, { typeof(OfToken), "Token" },
        { typeof(WithoutDiscriminator), "Derived" }, { typeof(WithoutParameter), "name" }, { typeof(OfTwoConstructors), "OfTwoConstructors" }, { typeof(OfTwoCases), "iD" },
        { typeof(Deep), "Lines[][].Pair.Item1" }, { typeof(OfMaybe), "Pair.Item1" }, { typeof(OfException), "Cause" }, { typeof(OfNonGeneric), "Items[]" },
    };

    public static TheoryData<object> Whole { get; } = new(
        new Plain(1, "a", null), new Settable { Count = 1, Items = [1, 2] }, "text", 5, new Uri("https://example.com/"), new Required { Name = "a" }, new Positional(1, "a"),
        new Lists([1], [2], new() { ["a"] = 1 }, [3], [4], new HashSet<string> { "a" }), new Keys(new() { [1] = "a" }, new() { [Guid.NewGuid()] = 1 }, new() { [DayOfWeek.Friday] = 2 }),
        new Times(new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), DateTimeOffset.UnixEpoch, new(2026, 1, 2), new(3, 4, 5), TimeSpan.FromDays(3)),
        new Numbers(1.5m, 2.5f, double.MaxValue, Half.One, Int128.MaxValue, 'c', true, DayOfWeek.Friday, Guid.NewGuid(), new(1, 2)),
        new Raw(JsonDocument.Parse("""{"a":[1.0,1e400,"x"]}""").RootElement), new Converted(new(1, 2)), new Computed(2, 3), new Owner(new Cat("c")), new Nested(1, new(2, null)),
        new Ignored(1) { Cache = "x" }, new Constant(1), new Filled { Items = { 1 } }, new Included(), new Extended { More = new() { ["z"] = JsonDocument.Parse("1").RootElement } },
        new Derived(1, 2), new WithoutNull { Count = 5 }, Tuple.Create(1, "a"), KeyValuePair.Create("a", 1), new byte[] { 1, 2 }, new Nothing(), new Marked("a"), new Emoji("😀 \uFFFD"),
        new Generic<Plain>(new(1, "a", null)), new Backed { Name = "x" }, new Plain[] { new(1, "a", null) }, new Dictionary<string, Plain> { ["a"] = new(1, "b", 2) });

    public static TheoryData<object, Type, string> Values { get; } = new()
    {
        { new Emoji("a\ud800b"), typeof(Emoji), "$.Text" }, { new Letter('\udc00'), typeof(Letter), "$.C" }, { new Names(new() { ["\udc00"] = 1 }), typeof(Names), "$.ByName" },
        { new Fresh(), typeof(Fresh), "Id" }, { new Hiding(2), typeof(Hiding), "Items" }, { new Home(new Dog("a", 3)), typeof(Home), "$.Pet" },
        { new Animal[] { new Dog("a", 1) }, typeof(Animal[]), "Dog" }, { new Dog("a", 1), typeof(Animal), "Dog" }, { new Ratio(double.NaN), typeof(Ratio), "$.Value" },
        { new Ratio(double.NegativeInfinity), typeof(Ratio), "$.Value" }, { new WithoutDefault { Retries = 0 }, typeof(WithoutDefault), "Retries" },
        { Cycle.Make(), typeof(Cycle), "cycle" }, { new Raw(JsonDocument.Parse("\"\\ud800\"").RootElement), typeof(Raw), "$.Element" },
    };

    [Theory]
    [MemberData(nameof(Lossy))]
    public void A_type_that_loses_something_is_named_with_the_member(Type type, string member)
    {
        var problem = JobJson.Shape(type).Problem.ShouldNotBeNull();
        problem.ShouldContain(member);
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void Good_types_pass_and_arrive_whole(object value)
    {
        JobJson.Shape(value.GetType()).Problem.ShouldBeNull();
        var json = JobJson.WriteArgs("test", value, value.GetType());
        var arrived = JsonSerializer.Deserialize(json, value.GetType(), JobJson.Options);
        JobJson.WriteArgs("test", arrived!, value.GetType()).ShouldBe(json);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_that_loses_something_is_refused_where_the_type_cannot_tell(object value, Type type, string member)
    {
        JobJson.Shape(type).Problem.ShouldBeNull();
        var refusal = Should.Throw<ArgumentException>(() => JobJson.WriteArgs("mail.send", value, type)).Message;
        refusal.ShouldContain("mail.send");
        refusal.ShouldContain(JsonMembers.Name(type));
        refusal.ShouldContain(member);
        refusal.Length.ShouldBeLessThan(800);
        Should.Throw<UnwritableResultException>(() => JobJson.WriteResult(value, type)).Message.ShouldContain(member);
    }

    [Fact]
    public void A_handler_of_lossy_arguments_or_results_is_refused_at_start()
    {
        Should.Throw<InvalidJobException>(() => new JobCatalog([typeof(TakesTuple)])).Message.ShouldContain("takes OfTuple, which would not arrive whole: Pair.Item1");
        Should.Throw<InvalidJobException>(() => new JobCatalog([typeof(ReturnsTuple)])).Message.ShouldContain("returns ValueTuple<Int32, Int32>");
        JobDefinition.Of(typeof(ReturnsAnything)).Name.ShouldBe("test.anything");
    }

    [ServiceFact]
    public async Task Text_that_no_row_can_keep_is_refused_in_each_way_to_enqueue()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        foreach (var enqueue in (Func<ShopDb, Task>[])
            [db => Task.FromResult(db.Enqueue(new Step("\ud800"))), db => db.EnqueueManyAsync([new Step("a"), new Step("\ud800")]), db => db.EnqueueOnceAsync(new Step("\ud800"), "k")])
            (await Should.ThrowAsync<ArgumentException>(() => pipeline.WithDbAsync(async db =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync();
                await enqueue(db);
            }))).Message.ShouldContain("$.Text");
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(0);
        // NUL is no such text: JSON escapes it.
        var arrived = new List<string>();
        pipeline.Script.OnStep = run => { arrived.Add(run.Text); return Task.CompletedTask; };
        await pipeline.EnqueueAsync("a\0b");
        await pipeline.RunAsync();
        arrived.ShouldBe(["a\0b"]);
    }

    [Fact]
    public async Task A_result_that_cannot_be_kept_is_the_end_of_its_job_and_says_why()
    {
        (await Should.ThrowAsync<UnwritableResultException>(
            () => JobDefinition.Of(typeof(ReturnsAnything)).Invoker.InvokeAsync(new ReturnsAnything(), [("{\"count\":1,\"text\":\"a\",\"maybe\":null}", JobContext.ForTest())], default)))
            .Message.ShouldContain("Pair.Item1");
    }
}
