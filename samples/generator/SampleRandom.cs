namespace Voters.Generator;

/// <summary>
/// SplitMix64 (https://prng.di.unimi.it/splitmix64.c). <see cref="Random"/> does not promise the same numbers on the next version of .NET;
/// a sample must have the same bytes everywhere.
/// </summary>
internal sealed class SampleRandom(long seed)
{
    private ulong state = (ulong)seed;

    /// <summary>A number from 0 to below <paramref name="bound"/>.</summary>
    public int Next(int bound) => (int)Math.BigMul(NextBits(), (ulong)bound, out _);

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    public bool Percent(int chance) => Next(100) < chance;

    private ulong NextBits()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
