using Pipeline.Jobs;

namespace Pipeline.Tests;

/// <summary>One run of a test's job.</summary>
internal sealed record StepRun(string Text, JobContext Job, ShopDb Db, CancellationToken Token)
{
    /// <summary>The effect: a row, saved.</summary>
    public Task WriteAsync() => WriteAsync(Db);

    /// <summary>The same through another context.</summary>
    public async Task WriteAsync(ShopDb db)
    {
        db.Add(new Effect { JobId = Job.Id, Text = Text });
        await db.SaveChangesAsync(Token);
    }
}
