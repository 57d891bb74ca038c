using Microsoft.EntityFrameworkCore.Metadata;

namespace Pipeline.Upserts;

/// <summary>Which keys are the same, as the model compares them, and an order of keys that is the same in every process.</summary>
internal sealed class KeyComparer(IReadOnlyList<IProperty> key) : IEqualityComparer<object[]>, IComparer<object[]>
{
    public bool Equals(object[]? x, object[]? y) => Enumerable.Range(0, key.Count).All(i => key[i].GetKeyValueComparer().Equals(x![i], y![i]));

    public int GetHashCode(object[] values)
    {
        var hash = new HashCode();
        for (var i = 0; i < key.Count; i++)
            hash.Add(key[i].GetKeyValueComparer().GetHashCode(values[i]));
        return hash.ToHashCode();
    }

    public int Compare(object[]? x, object[]? y)
    {
        for (var i = 0; i < key.Count; i++)
            if (Order(Stored(key[i], x![i]), Stored(key[i], y![i])) is not 0 and var order)
                return order;
        return 0;
    }

    private static object? Stored(IProperty property, object value) => property.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;

    // What has no order is left in the callers', which costs them a deadlock at times and no more.
    private static int Order(object? one, object? other) => (one, other) switch
    {
        (string text, string second) => string.CompareOrdinal(text, second),
        (byte[] bytes, byte[] second) => bytes.AsSpan().SequenceCompareTo(second),
        (IComparable value, _) => value.CompareTo(other),
        _ => 0,
    };
}
