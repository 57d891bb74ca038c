using System.Globalization;

namespace Pipeline.Chaos.Output;

/// <summary>Tells what happens, with the time since the run began, on stderr.</summary>
internal sealed class Journal(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _began = time.GetTimestamp();

    public void Say(string what)
    {
        var at = time.GetElapsedTime(_began);
        lock (_lock)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(int)at.TotalMinutes,2:0}:{at.Seconds:00}.{at.Milliseconds / 100}  {what}"));
    }
}
