namespace Pipeline.Jobs;

/// <summary>A job's arguments are not what its handler takes; trying again cannot help, so the job is dead at once.</summary>
public sealed class UnreadableArgumentsException(Type args, Exception cause)
    : Exception($"The arguments are no {args.Name}: {cause.Message} Did the record change without a new Version?", cause);
