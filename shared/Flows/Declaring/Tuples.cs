namespace Pipeline.Flows;

/// <summary>The arguments that one job maps its handler over.</summary>
internal sealed record Tuples(Type ArgsType, Array Items)
{
    public static object Of<TArgs>(IEnumerable<TArgs> items) where TArgs : notnull => new Tuples(typeof(TArgs), items.ToArray());
}
