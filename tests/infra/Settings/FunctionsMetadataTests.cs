using System.Text.RegularExpressions;

namespace Pipeline.Infra.Tests.Settings;

/// <summary>What the build lists for the Functions host, which starts no function that is missing there.</summary>
public sealed partial class FunctionsMetadataTests
{
    [Fact]
    public void The_built_metadata_lists_exactly_the_functions_that_the_sources_declare()
    {
        string[] declared =
        [
            .. Repository.Files("functions", "*.cs").SelectMany(f => Attribute().Matches(Repository.Read(f))).Select(m => m.Groups["name"].Value)
                .Order(StringComparer.Ordinal),
        ];

        declared.ShouldNotBeEmpty();
        Functions.Names.ShouldBe(declared);
    }

    [GeneratedRegex("""\[Function\((?:nameof\((?:\w+\.)*(?<name>\w+)\)|"(?<name>[^"]+)")\)\]""")]
    private static partial Regex Attribute();
}
