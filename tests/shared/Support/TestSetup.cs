using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace Pipeline.Tests;

/// <summary>What of a <see cref="TestPipeline"/> is not as usual, besides its settings.</summary>
internal sealed record TestSetup
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How the pipeline reaches its database, as through a proxy.</summary>
    public Action<NpgsqlConnectionStringBuilder>? Connection { get; init; }

    /// <summary>What the user says where the context is registered.</summary>
    public Action<NpgsqlDbContextOptionsBuilder>? Npgsql { get; init; }

    /// <summary>Jobs, contexts and services of this test alone.</summary>
    public Action<PipelineBuilder>? Configure { get; init; }
}
