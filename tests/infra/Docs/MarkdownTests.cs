namespace Pipeline.Infra.Tests.Docs;

/// <summary>What the docs point at is there.</summary>
public sealed class MarkdownTests
{
    private static readonly HashSet<string> TestFiles = [.. Repository.Files("tests", "*Tests.cs").Select(f => Path.GetFileNameWithoutExtension(f))];

    public static TheoryData<string> Pages => [.. MarkdownPage.All.Select(p => p.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_or_heading_that_is_there(string page) =>
        new MarkdownPage(page).Links.Where(link => !IsThere(page, link)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_test_that_is_named_as_a_proof_is_there(string page) => new MarkdownPage(page).Tests.Where(test => !TestFiles.Contains(test)).ShouldBeEmpty();

    [Fact]
    public void The_README_has_up_to_150_lines() => Repository.Read("README.md").TrimEnd().Split('\n').Length.ShouldBeLessThanOrEqualTo(150);

    private static bool IsThere(string page, string link)
    {
        var (file, anchor) = link.Split('#') is [var f, var a] ? (f, a) : (link, null);
        var target = file.Length == 0 ? page : Path.GetRelativePath(".", Path.Combine(Path.GetDirectoryName(page)!, file));
        return Path.Exists(Path.Combine(Repository.Root, target)) && (anchor is null || new MarkdownPage(target).Anchors.Contains(anchor));
    }
}
