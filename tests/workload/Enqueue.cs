using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Workload.Jobs;

namespace Pipeline.Workload;

public sealed class Enqueue(WorkDb db)
{
    /// <summary><c>POST /api/work/{job}?count=1&amp;delay=0</c>: enqueues jobs in one transaction, with texts from 0; delay is in seconds.</summary>
    [Function(nameof(Enqueue))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "work/{job}")] HttpRequest request, string job, CancellationToken cancellationToken)
    {
        var texts = Enumerable.Range(0, Number(request, "count", 1)).Select(i => i.ToString(CultureInfo.InvariantCulture));
        var options = new EnqueueOptions { Delay = TimeSpan.FromSeconds(Number(request, "delay", 0)) };
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var enqueued = job switch
        {
            "greet" => await db.EnqueueManyAsync(texts.Select(t => new Greet(t)), options, cancellationToken),
            "greet-in" => await db.EnqueueManyAsync(texts.Select(t => new GreetIn(t, "de")), options, cancellationToken),
            "limited" => await db.EnqueueManyAsync(texts.Select(t => new Limited(t)), options, cancellationToken),
            "slow" => await db.EnqueueManyAsync(texts.Select(t => new Slow(t)), options, cancellationToken),
            "fail" => await db.EnqueueManyAsync(texts.Select(t => new Fail(t)), options, cancellationToken),
            "stuck" => await db.EnqueueManyAsync(texts.Select(t => new Stuck(t)), options, cancellationToken),
            _ => 0,
        };
        await transaction.CommitAsync(cancellationToken);
        return enqueued > 0 ? new OkObjectResult(new { Enqueued = enqueued }) : new NotFoundResult();
    }

    private static int Number(HttpRequest request, string field, int otherwise) =>
        request.Query[field].FirstOrDefault() is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
