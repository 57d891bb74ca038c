namespace Pipeline.LocalHost;

/// <summary>The app or its settings ask for something that this host does not do, or lack something. Each problem names what it is about.</summary>
internal sealed class UnsupportedException(params IReadOnlyList<string> problems)
    : Exception($"This app cannot run here:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem}"))}")
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
