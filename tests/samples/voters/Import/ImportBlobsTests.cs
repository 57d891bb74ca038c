using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Tests.Support;
using Voters.Import;

namespace Voters.Tests.Import;

public sealed class ImportBlobsTests : IAsyncLifetime
{
    private readonly string _name = "t" + Guid.NewGuid().ToString("N");
    private ServiceProvider? _services;

    [ServiceFact]
    public async Task Files_stay_as_long_as_their_import_is_there_and_those_of_a_submit_that_was_cut_off_go()
    {
        var database = _services!.GetRequiredService<PipelineDatabase>();
        var (kept, orphan) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using (var add = database.Command(
            "insert into voters.import (id, pattern, blob, rejects, records, rejected) values ($1, 'group', $2, $3, 0, 0)",
            kept, ImportBlobs.Name(kept, "voters.csv"), ImportBlobs.Name(kept, "rejects.csv")))
            await add.ExecuteNonQueryAsync();

        var references = _services!.GetServices<IBlobReferences>().Single(r => r.Prefix == "imports/");
        string[] unknown = ["imports/readme.txt", $"imports/{orphan}/other.csv", $"imports/{orphan}/voters.csv/x", "imports/../voters.csv"];
        var unneeded = await references.FindUnneededAsync(
            [.. unknown, .. new[] { kept, orphan }.SelectMany(id => new[] { ImportBlobs.Name(id, "voters.csv"), ImportBlobs.Name(id, "rejects.csv") })], CancellationToken.None);

        unneeded.Order().ShouldBe([ImportBlobs.Name(orphan, "rejects.csv"), ImportBlobs.Name(orphan, "voters.csv")]);
    }

    [ServiceFact]
    public async Task Of_an_imports_summaries_the_one_that_its_row_names_stays()
    {
        var database = _services!.GetRequiredService<PipelineDatabase>();
        var import = Guid.CreateVersion7();
        var (named, cutOff) = (ImportBlobs.Name(import, ImportBlobs.SummaryFile()), ImportBlobs.Name(import, ImportBlobs.SummaryFile()));
        await using (var add = database.Command(
            "insert into voters.import (id, pattern, blob, rejects, records, rejected) values ($1, 'chord', $2, $3, 0, 0)",
            import, ImportBlobs.Name(import, "voters.csv"), ImportBlobs.Name(import, "rejects.csv")))
            await add.ExecuteNonQueryAsync();
        await using (var add = database.Command(
            "insert into voters.summary (import_id, voters, by_state, other_states, by_birth_decade, rejects, failed_jobs, report) values ($1, 0, '[]', 0, '[]', '{}', 0, $2)",
            import, named))
            await add.ExecuteNonQueryAsync();

        var unneeded = await _services!.GetServices<IBlobReferences>().Single(r => r.Prefix == "imports/").FindUnneededAsync(
            [named, cutOff, $"imports/{import}/summary-x.json", $"imports/{import}/summary-{Guid.NewGuid()}.json", ImportBlobs.Name(import, "voters.csv")], CancellationToken.None);

        unneeded.ShouldBe([cutOff]);
    }

    public async Task InitializeAsync()
    {
        if (Services.Missing() is not null) return;
        await AdminAsync($"create database {_name}");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([
            new("PIPELINE_POSTGRES", new NpgsqlConnectionStringBuilder(Services.Postgres) { Database = _name }.ConnectionString),
            new("PIPELINE_RABBITMQ", Services.RabbitMQ),
            new("PIPELINE_BLOBS", Services.Blobs)]).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddPipeline(configuration).AddWorker().AddVoters();
        _services = services.BuildServiceProvider();
        await using var scope = _services.CreateAsyncScope();
        await Migrator.MigrateAsync(
            _services.GetRequiredService<PipelineDatabase>().Source,
            [scope.ServiceProvider.GetRequiredService<PipelineDb>(), scope.ServiceProvider.GetRequiredService<VotersDb>()], CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_services is null) return;
        await _services.DisposeAsync();
        await AdminAsync($"drop database {_name} with (force)");
    }

    private static async Task AdminAsync(string sql)
    {
        await using var admin = NpgsqlDataSource.Create(Services.Postgres);
        await using var command = admin.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
