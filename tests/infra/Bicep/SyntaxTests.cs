namespace Pipeline.Infra.Tests.Bicep;

/// <summary>What can be said of Bicep without its compiler.</summary>
public sealed class SyntaxTests
{
    // Those of the language that infra/ uses. A name that is neither here nor declared in its file is a slip, or belongs here.
    private static readonly string[] Functions =
    [
        "allowed", "batchSize", "concat", "contains", "description", "empty", "environment", "export", "guid", "items", "loadJsonContent", "map", "maxLength", "maxValue", "minLength",
        "minValue", "objectKeys", "range", "readEnvironmentVariable", "resourceGroup", "secure", "skip", "split", "subscriptionResourceId", "take", "tenant", "toLower", "toObject",
        "string", "union", "uniqueString",
    ];

    [Fact]
    public void There_is_something_to_check() => BicepSources.Paths.Length.ShouldBeGreaterThan(10);

    [BicepFact]
    public async Task Every_file_is_Bicep() => (await BicepSources.AllAsync()).SelectMany(f => f.Errors).ShouldBeEmpty();

    [BicepFact]
    public async Task What_is_declared_is_used() =>
        (await BicepSources.AllAsync()).SelectMany(f => f.Declared.Except(f.Used).Select(name => $"{f.Path}: {name}")).ShouldBeEmpty();

    [BicepFact]
    public async Task What_is_used_is_declared() =>
        (await BicepSources.AllAsync()).SelectMany(f => f.Used.Except(f.Declared).Except(f.Resources).Except(f.Locals).Except(Functions).Select(name => $"{f.Path}: {name}")).ShouldBeEmpty();

    [BicepFact]
    public async Task A_loops_variable_hides_nothing() =>
        (await BicepSources.AllAsync()).SelectMany(f => f.Locals.Intersect([.. f.Declared, .. f.Resources]).Select(name => $"{f.Path}: {name}")).ShouldBeEmpty();
}
