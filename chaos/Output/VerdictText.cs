using System.Globalization;
using System.Text;

namespace Pipeline.Chaos.Output;

/// <summary>A verdict for people.</summary>
internal static class VerdictText
{
    public static string Of(Verdict verdict)
    {
        var text = new StringBuilder();
        void Row(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"  {name,-20} {value}\n");
        Row("attempted", $"{verdict.Attempted}");
        Row("accepted", $"{verdict.Accepted} ({verdict.Doubts} transactions had no answer and were settled by a look)");
        Row("lost", $"{verdict.Jobs.Lost}");
        Row("duplicated", $"{verdict.Jobs.Duplicated}");
        Row("recovered", $"{verdict.Jobs.Recovered}");
        Row("dead as expected", $"{verdict.Jobs.Dead} of {verdict.Jobs.DeadExpected}");
        Row("dead letters", $"{verdict.Jobs.DeadJobs} jobs, {verdict.Jobs.DeadMessages} messages");
        Row("faults", $"{verdict.Faults.Values.Sum()}: {string.Join(", ", verdict.Faults.Select(f => $"{f.Value} {f.Key}"))}");
        Row("processes crashed", $"{verdict.OwnEnds}");
        Row("settled after", string.Create(CultureInfo.InvariantCulture, $"{verdict.SettledAfter:0.0} s"));
        foreach (var breach in verdict.Breaches)
        {
            text.Append(CultureInfo.InvariantCulture, $"  BROKEN {breach.Invariant}: {breach.Rule}: {breach.Count} times not\n");
            foreach (var example in breach.Examples)
                text.Append(CultureInfo.InvariantCulture, $"         {example}\n");
        }
        text.Append(verdict.Holds ? "  All invariants hold. " : "  Invariants are broken. ").Append("Again: ").Append(verdict.Repeat);
        return text.ToString();
    }
}
