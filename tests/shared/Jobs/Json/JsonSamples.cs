using System.Collections;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Jobs;

namespace Pipeline.Tests.Jobs;

#pragma warning disable CS0649, CA1822, CA1819, CA1002 // shapes of users' own types, good and bad
internal static class JsonSamples
{
    // Lossy.
    public sealed record OfTuple((int, string) Pair);
    public sealed class OfField { public int Count = 1; public int Other { get; set; } }
    public record BaseOfField { public int Hidden; }
    public sealed record OfBaseField(int A) : BaseOfField;
    public struct Point { public int X, Y; }
    public sealed record OfStruct(Point Point);
    public sealed class OfPrivateSetter { public int Count { get; private set; } }
    public sealed class OfGetter { public OfGetter() { } public OfGetter(int count) => Count = count; public int Count { get; } }
    public sealed record OfList(int A) { public List<int> Items { get; } = []; }
    public sealed class OfInternal { public int A { get; set; } internal string? Note { get; set; } }
    public sealed class OfSetterOnly { private string _text = ""; public string Text { set => _text = value; } public override string ToString() => _text; }
    public sealed class OfPrivateGetter { public int Count { private get; set; } }
    public sealed record OfObject(object Value);
    public sealed record OfInterface(IDisposable Thing);
    public abstract record Shape;
    public sealed record OfAbstract(Shape Shape);
    public sealed record OfObjects(Dictionary<string, object> Values);
    public sealed record OfInterfaces(IList<IDisposable> Things);
    public sealed record OfTupleKeys(Dictionary<(int, int), string> Prices);
    public sealed record OfRecordKeys(Dictionary<Plain, string> Prices);
    public sealed record OfStack(Stack<int> Items);
    public sealed record OfLookup(ILookup<int, int> Items);
    public sealed record OfGrid(int[,] Cells);
    public sealed record OfDelegate(Action Then);
    public sealed class Named : List<int> { public string Owner { get; set; } = ""; }
    public sealed record OfOwnList(Named Names);
    public sealed record OfBigInteger(BigInteger Number);
    public sealed record OfToken(CancellationToken Token);
    [JsonDerivedType(typeof(DerivedOfIt))] public record WithoutDiscriminator(int A);
    public sealed record DerivedOfIt(int A, int B) : WithoutDiscriminator(A);
    public sealed class WithoutParameter(string name) { public string Title { get; } = name; }
    public sealed class OfTwoConstructors { public OfTwoConstructors(int a) => A = a; public OfTwoConstructors(string a) => A = a.Length; public int A { get; } }
    public sealed class OfTwoCases { public int Id { get; set; } public int ID { get; set; } }
    public sealed record Deep(List<Dictionary<string, OfTuple?>> Lines);
    public sealed record OfMaybe((int, int)? Pair);
    public sealed record OfException(Exception Cause);
    public sealed record OfNonGeneric(ArrayList Items);

    // Whole.
    public sealed record Plain(int Count, string Text, int? Maybe);
    public sealed class Settable { public int Count { get; init; } public int[] Items { get; set; } = []; }
    public sealed class Required { public required string Name { get; init; } }
    public record struct Positional(int A, string B);
    public sealed record Lists(int[] A, List<int> B, Dictionary<string, int> C, IEnumerable<int> D, IReadOnlyList<int> E, ISet<string> F);
    public sealed record Keys(Dictionary<int, string> A, Dictionary<Guid, int> B, Dictionary<DayOfWeek, int> C);
    public sealed record Times(DateTime A, DateTimeOffset B, DateOnly C, TimeOnly D, TimeSpan E);
    public sealed record Numbers(decimal A, float B, double C, Half D, Int128 E, char F, bool G, DayOfWeek H, Guid I, Version J);
    public sealed record Raw(JsonElement Element);
    public sealed record Converted(Pixel Pixel);
    [JsonConverter(typeof(PixelConverter))] public readonly struct Pixel(int x, int y) { public readonly int X = x, Y = y; }
    public sealed record Computed(int Width, int Height) { public int Area => Width * Height; }
    [JsonDerivedType(typeof(Cat), "cat")] public abstract record Pet;
    public sealed record Cat(string Name) : Pet;
    public sealed record Owner(Pet Pet);
    public sealed record Nested(int A, Nested? Next);
    public sealed record Ignored(int A) { [JsonIgnore] public string? Cache { get; set; } }
    public sealed record Constant(int A) { public string Kind { get; } = "constant"; }
    public sealed class Filled { [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<int> Items { get; } = []; }
    public sealed class Included { [JsonInclude] public int Field = 1; [JsonInclude] private int Own { get; set; } = 2; }
    public sealed class Extended { [JsonExtensionData] public Dictionary<string, JsonElement>? More { get; set; } }
    public record Base(int A);
    public sealed record Derived(int A, int B) : Base(A);
    public sealed class WithoutNull { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Text { get; set; } public int Count { get; set; } }
    public sealed record Nothing;
    public sealed class Marked { [JsonConstructor] public Marked(string name) => Name = name; public Marked(int number) => Name = $"{number}"; public string Name { get; } }
    public sealed record Emoji(string Text);
    public sealed record Generic<T>(T Value);
    public sealed class Backed { private string _name = ""; public string Name { get => _name; set => _name = value; } }

    // It depends on the value.
    public sealed record Letter(char C);
    public sealed record Names(Dictionary<string, int> ByName);
    public sealed class Fresh { public Guid Id { get; } = Guid.NewGuid(); }
    public sealed class Hiding
    {
        private readonly List<int> _items = [];
        public Hiding() { }
        public Hiding(int count) => _items.AddRange(Enumerable.Range(0, count));
        public IReadOnlyList<int> Items => _items;
        public int A { get; set; }
    }
    public record Animal(string Name);
    public sealed record Dog(string Name, int Legs) : Animal(Name);
    public sealed record Home(Animal Pet);
    public sealed record Ratio(double Value);
    public sealed class WithoutDefault { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Retries { get; set; } = 3; }
    public sealed class Cycle
    {
        public Cycle? Self { get; set; }
        public static Cycle Make() { var cycle = new Cycle(); return cycle.Self = cycle; }
    }

    [Job("test.tuple")] public sealed class TakesTuple : IJobHandler<OfTuple>
    {
        public Task HandleAsync(OfTuple args, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [Job("test.returns")] public sealed class ReturnsTuple : IJobHandler<Plain, (int, int)>
    {
        public Task<(int, int)> HandleAsync(Plain args, JobContext job, CancellationToken cancellationToken) => Task.FromResult((1, 2));
    }

    [Job("test.anything")] public sealed class ReturnsAnything : IJobHandler<Plain, object>
    {
        public Task<object> HandleAsync(Plain args, JobContext job, CancellationToken cancellationToken) => Task.FromResult<object>(new OfTuple((1, "a")));
    }

    public sealed class PixelConverter : JsonConverter<Pixel>
    {
        public override Pixel Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString()!.Split(',') is [var x, var y] ? new(int.Parse(x, System.Globalization.CultureInfo.InvariantCulture), int.Parse(y, System.Globalization.CultureInfo.InvariantCulture)) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Pixel value, JsonSerializerOptions options) => writer.WriteStringValue($"{value.X},{value.Y}");
    }
}
