using Pipeline.Jobs;

namespace Pipeline.Recurring;

/// <summary>When a job recurs, as its attribute declares it, checked.</summary>
public sealed record RecurringDefinition
{
    public required TickSchedule Ticks { get; init; }
    public required MissedTicks Missed { get; init; }

    /// <summary>Whether a tick is run although an earlier one's job has no outcome yet.</summary>
    public required bool Overlap { get; init; }

    /// <summary>The arguments of every run.</summary>
    public required object Args { get; init; }

    /// <exception cref="InvalidJobException">The attribute breaks a rule, or the arguments cannot be made from nothing.</exception>
    public static RecurringDefinition Of(Type declared, Type args, RecurringAttribute recurring)
    {
        if (!Enum.IsDefined(recurring.Missed) || recurring.Missed == MissedTicks.Unknown)
            throw new InvalidJobException(declared, $"has no known {nameof(recurring.Missed)}: {recurring.Missed}");
        try
        {
            return new() { Ticks = TickSchedule.Parse(recurring.Schedule, recurring.TimeZone), Missed = recurring.Missed, Overlap = recurring.Overlap, Args = Make(declared, args) };
        }
        catch (FormatException e)
        {
            throw new InvalidJobException(declared, e.Message);
        }
    }

    private static object Make(Type declared, Type args)
    {
        if (args.IsAbstract || (!args.IsValueType && args.GetConstructor(Type.EmptyTypes) is null))
            throw new InvalidJobException(declared, $"recurs, so that {args.Name} must have a parameterless constructor: nobody is there to give it arguments");
        var made = Activator.CreateInstance(args)!;
        try
        {
            return JobJson.WriteArgs(declared.Name, made, args).AsSpan().SequenceEqual("null"u8)
                ? throw new InvalidJobException(declared, $"recurs, and an empty {args.Name} is null as JSON") : made;
        }
        catch (ArgumentException e)
        {
            throw new InvalidJobException(declared, $"recurs, and an empty {args.Name} cannot be enqueued: {e.InnerException?.Message ?? e.Message}");
        }
    }
}
