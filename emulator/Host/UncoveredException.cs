namespace Pipeline.Emulator;

/// <summary>The app asks for something that the emulator does not do. Each problem names what it is about.</summary>
public sealed class UncoveredException(params IReadOnlyList<string> problems)
    : Exception($"The emulator cannot run this app:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem}"))}")
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
