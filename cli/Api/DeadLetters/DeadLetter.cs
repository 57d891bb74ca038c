namespace Pipeline.Cli.Api.DeadLetters;

/// <summary>A dead job, or a message that nobody could read. Fields that this version does not know are ignored.</summary>
internal sealed record DeadLetter
{
    public required Guid Id { get; init; }

    /// <summary>Null: it is a message.</summary>
    public Guid? JobId { get; init; }

    public string? Type { get; init; }

    public required string Cause { get; init; }

    public string? Error { get; init; }

    public int? Attempts { get; init; }

    public int? Lane { get; init; }

    /// <summary>Of a message: how many bytes it had.</summary>
    public long? BodyLength { get; init; }

    public DateTimeOffset? At { get; init; }
}
