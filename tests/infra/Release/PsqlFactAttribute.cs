namespace Pipeline.Infra.Tests.Release;

/// <summary>A fact that needs PostgreSQL's own client beside the services.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PsqlFactAttribute : FactAttribute
{
    public PsqlFactAttribute() => Skip = Services.Missing() ?? (Tool.Find("psql") is null ? "psql is not on PATH" : null);
}
