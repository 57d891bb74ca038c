using System.Reflection;

namespace Pipeline.Jobs;

/// <summary>What lies in an exception: its inner ones, and all that an <see cref="AggregateException"/> holds.</summary>
internal static class ExceptionCauses
{
    /// <summary>The exception and everything in it.</summary>
    public static IEnumerable<Exception> Causes(this Exception exception)
    {
        yield return exception;
        foreach (var cause in exception switch
        {
            AggregateException many => many.InnerExceptions.SelectMany(Causes),
            { InnerException: { } inner } => inner.Causes(),
            _ => [],
        })
            yield return cause;
    }

    /// <summary>The exception, and those that it only carries: a handler's own, where a task or reflection has wrapped them.</summary>
    public static IEnumerable<Exception> Carried(this Exception exception)
    {
        yield return exception;
        foreach (var carried in exception switch
        {
            AggregateException many => many.InnerExceptions.SelectMany(Carried),
            TargetInvocationException { InnerException: { } inner } => inner.Carried(),
            _ => [],
        })
            yield return carried;
    }
}
