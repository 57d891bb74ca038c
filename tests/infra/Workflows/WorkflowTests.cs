using System.Text.RegularExpressions;

namespace Pipeline.Infra.Tests.Workflows;

/// <summary>What an attacker would look for.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Files => [.. Repository.Files(".github/workflows", "*.yml")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Actions_are_pinned_by_commit_with_their_release_beside(string file)
    {
        var uses = UsesPattern().Matches(Repository.Read(file)).Select(m => m.Value.Trim()).ToList();
        uses.ShouldNotBeEmpty();
        uses.ShouldAllBe(u => PinnedPattern().IsMatch(u));
    }

    [Fact]
    public void An_action_has_one_commit_in_all_workflows() =>
        Repository.Files(".github/workflows", "*.yml").SelectMany(f => UsesPattern().Matches(Repository.Read(f)).Select(m => m.Value.Trim())).Distinct()
            .GroupBy(u => u.Split('@')[0]).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_workflow_may_read_the_code_and_at_most_ask_for_a_token(string file)
    {
        var text = Repository.Read(file);
        text.ShouldContain("\npermissions:\n  contents: read\n\n");
        WritePattern().Matches(text).Select(m => m.Groups["what"].Value).Distinct().Except(["id-token"]).ShouldBeEmpty();
        text.ShouldNotContain("write-all");
        text.ShouldNotContain("pull_request_target");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void There_are_no_stored_secrets(string file) => Repository.Read(file).ShouldNotContain("secrets.");

    [Theory]
    [MemberData(nameof(Files))]
    public void A_checkout_leaves_no_token_behind(string file)
    {
        var text = Repository.Read(file);
        Regex.Count(text, "actions/checkout@").ShouldBe(Regex.Count(text, "persist-credentials: false"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_is_pasted_into_a_script(string file)
    {
        var scripts = Scripts(Repository.Read(file).Split('\n')).ToList();
        scripts.ShouldNotBeEmpty();
        scripts.Where(line => line.Contains("${{", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void A_job_that_may_ask_for_a_token_is_in_an_environment()
    {
        foreach (var job in JobPattern().Split(Repository.Read(".github/workflows/deploy.yml")))
            if (job.Contains("id-token: write", StringComparison.Ordinal)) job.ShouldContain("\n    environment: ");
    }

    // A token lasts an hour or less, and draining may take half of one.
    [Theory]
    [InlineData("Swap")]
    [InlineData("Roll back")]
    public void The_login_is_renewed_just_before(string step)
    {
        var steps = StepPattern().Split(Repository.Read(".github/workflows/deploy.yml"));
        var at = Array.FindIndex(steps, s => s.StartsWith($"name: {step}\n", StringComparison.Ordinal));
        steps[at - 1].ShouldContain("uses: azure/login@");
        ConditionPattern().Match(steps[at - 1]).Value.ShouldBe(ConditionPattern().Match(steps[at]).Value);
    }

    // The lines of every run:, by their indentation.
    private static IEnumerable<string> Scripts(string[] lines)
    {
        int? block = null;
        foreach (var line in lines)
        {
            var indent = line.Length - line.TrimStart().Length;
            if (block is { } at && line.Trim().Length > 0 && indent <= at) block = null;
            if (RunPattern().Match(line) is { Success: true } run)
            {
                block = run.Groups["indent"].Length;
                yield return run.Groups["script"].Value;
            }
            else if (block is not null)
            {
                yield return line;
            }
        }
    }

    [GeneratedRegex(@"^\s*(?:- )?uses: .*$", RegexOptions.Multiline)]
    private static partial Regex UsesPattern();

    [GeneratedRegex(@"^(?:- )?uses: [\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex PinnedPattern();

    [GeneratedRegex(@"^\s+(?<what>[\w-]+): write\s*$", RegexOptions.Multiline)]
    private static partial Regex WritePattern();

    [GeneratedRegex(@"^(?<indent>\s*(?:- )?)run:(?<script>.*)$")]
    private static partial Regex RunPattern();

    [GeneratedRegex(@"(?m)^      - ")]
    private static partial Regex StepPattern();

    [GeneratedRegex(@"(?m)^        if: .*$")]
    private static partial Regex ConditionPattern();

    [GeneratedRegex(@"(?m)^  (?=\w+:\n    )")]
    private static partial Regex JobPattern();
}
