namespace Pipeline.LocalHost;

/// <summary>The app or its settings ask for something that this host does not do, or lack something. Each problem names what it is about.</summary>
internal sealed class UnsupportedException(params IReadOnlyList<string> problems)
    : Exception($"This app cannot run here:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem}"))}")
{
    public IReadOnlyList<string> Problems { get; } = problems;

    /// <summary>What helps against all of them; null where each says so itself.</summary>
    public string? Advice { get; init; }

    public override string Message => Advice is null ? base.Message : $"{base.Message}{Environment.NewLine}{Advice}";
}
