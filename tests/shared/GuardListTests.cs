using System.Text.RegularExpressions;

namespace Pipeline.Tests;

/// <summary>The list of <c>./dev guards</c> is of the code as it is: a guard that was rewritten is rewritten there as well.</summary>
public sealed partial class GuardListTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Each_guards_text_occurs_exactly_once_in_its_file()
    {
        var wrong = Guards().Select(g => (Name: g["name"], Count: Pattern(g["text"]).Count(File.ReadAllText(Path.Combine(Root, g["file"]))), File: g["file"]))
            .Where(g => g.Count != 1).Select(g => $"{g.Name}: {g.Count} times in {g.File}");
        wrong.ShouldBeEmpty("Bring scripts/guards.txt up to date.");
    }

    [Fact]
    public void Each_guard_names_an_invariant_what_it_keeps_from_happening_and_tests_that_there_are()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Root, "tests/shared"), "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetFileNameWithoutExtension(f)!).ToHashSet();
        foreach (var guard in Guards())
        {
            guard["invariant"].ShouldMatch("^I[1-9]$", guard["name"]);
            guard["breaks"].ShouldNotBeEmpty(guard["name"]);
            guard["text"].ShouldNotBe(guard["becomes"], guard["name"]);
            guard["tests"].Split(' ').Where(t => !tests.Contains(t)).ShouldBeEmpty(guard["name"]);
        }
    }

    [Fact]
    public void The_table_has_every_guard()
    {
        var rows = File.ReadAllLines(Path.Combine(Root, "docs/guards.md")).Where(l => l.StartsWith("| ", StringComparison.Ordinal))
            .Select(l => l.Split(" | ")[0][2..]).Skip(1).ToList();
        rows.ShouldBe(Guards().Select(g => g["name"]), "Run ./dev guards --table.");
        rows.ShouldBeUnique();
    }

    // As scripts/guards.sh reads it: \n is a line break with any indentation.
    private static Regex Pattern(string text) => new(string.Join(@"\s*\n\s*", text.Split(@"\n").Select(Regex.Escape)));

    private static List<Dictionary<string, string>> Guards() =>
        [.. File.ReadAllText(Path.Combine(Root, "scripts/guards.txt")).Split("\n\n")
            .Select(stanza => Field().Matches(stanza).ToDictionary(f => f.Groups[1].Value, f => f.Groups[2].Value)).Where(g => g.Count > 0)];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "scripts/guards.txt"))) return folder.FullName;
        throw new InvalidOperationException("scripts/guards.txt is in no folder above the tests.");
    }

    [GeneratedRegex(@"^(\w+): ?(.*)$", RegexOptions.Multiline)]
    private static partial Regex Field();
}
