using System.Xml.Linq;

namespace Pipeline.Infra.Tests.Release;

public sealed class PackageTests
{
    [Fact]
    public void What_is_published_has_none_of_the_jobs_of_bench_and_chaos()
    {
        var always = XDocument.Parse(Repository.Read("functions/Functions.csproj")).Descendants("ProjectReference")
            .Where(r => r.Parent!.Attribute("Condition") is null).Select(r => r.Attribute("Include")!.Value).ToList();
        always.ShouldContain("../shared/Pipeline.csproj");
        always.ShouldNotContain(r => r.Contains("/bench/", StringComparison.Ordinal) || r.Contains("/chaos/", StringComparison.Ordinal));
        Repository.Read(".github/workflows/deploy.yml").ShouldNotContain("Trials");
    }
}
