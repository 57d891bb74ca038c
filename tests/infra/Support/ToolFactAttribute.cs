namespace Pipeline.Infra.Tests.Support;

/// <summary>A fact that needs a program, and is skipped where it is not on PATH.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] programs)
    {
        if (programs.FirstOrDefault(p => Tool.Find(p) is null) is { } missing) Skip = $"{missing} is not on PATH";
    }
}
