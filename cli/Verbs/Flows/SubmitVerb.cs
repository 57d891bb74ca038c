using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pipeline.Cli.Api;
using Pipeline.Cli.Api.Flows;
using Pipeline.Cli.Output;
using Pipeline.Cli.Output.Flows;

namespace Pipeline.Cli.Verbs.Flows;

/// <summary><c>pipeline submit FILE</c>: uploads a file, which becomes a flow.</summary>
internal sealed partial class SubmitVerb(Surroundings surroundings)
{
    private readonly ServerOptions server = new(surroundings);

    private readonly Argument<string> file = new("FILE") { Description = "The CSV file to submit" };

    private readonly Option<string> pattern = new("--pattern")
    {
        Description = "How the server spreads the work; it knows which patterns there are",
        HelpName = "P",
        DefaultValueFactory = _ => "chord",
    };

    private readonly Option<int> chunk = new("--chunk")
    {
        Description = "Records a job, 1 to 100000",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
        CustomParser = ParseChunk,
    };

    private readonly Option<bool> watch = new("--watch") { Description = "Stay until the flow ended, then report" };

    private readonly Option<bool> json = new("--json")
    {
        Description = "Print one line of JSON: the report with --watch, else the flow",
    };

    public Command Create()
    {
        pattern.Validators.Add(CheckPattern);
        return server.Verb(new("submit", "Submits a file and prints its flow's id") { file, pattern, chunk, watch, json }, RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, PipelineApi api, CancellationToken cancellationToken)
    {
        var submission = new Submission(
            new FileInfo(parsed.GetRequiredValue(file)), parsed.GetRequiredValue(pattern), parsed.GetValue(chunk), Guid.NewGuid());
        var accepted = await SubmitAsync(api, submission, cancellationToken);
        var flow = new Watch(surroundings, api);

        if (!parsed.GetValue(watch))
        {
            surroundings.Print(parsed.GetValue(json) ? accepted.OneLine : $"{accepted.Value.Id}");
            flow.SayAccepted(accepted.Value.Id);
            return ExitCode.Done;
        }

        surroundings.Say($"Flow {accepted.Value.Id}");
        var ended = (await flow.ToEndAsync(accepted, cancellationToken)).Value;

        if (parsed.GetValue(json))
            surroundings.Print(JsonSerializer.Serialize(ReportLine.Of(ended), ApiJson.Default.ReportLine));
        else
            FlowReport.Write(surroundings.Out, ended);

        return flow.Conclude(ended);
    }

    private async Task<Answer<FlowDocument>> SubmitAsync(PipelineApi api, Submission submission, CancellationToken cancellationToken)
    {
        long size;
        await using (var readable = submission.Open())
            size = readable.Length;

        surroundings.Say($"Sending {submission.File.Name} ({Amounts.Size(size)}) to {api.Server}");
        var retry = server.Retry();
        try
        {
            return await retry.RunAsync(token => api.SubmitAsync(submission, token), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(
                ExitCode.Interrupted,
                "interrupted before the server confirmed. It may have the file all the same: look with pipeline status.");
        }
    }

    private static int ParseChunk(ArgumentResult argument)
    {
        if (int.TryParse(argument.Tokens[0].Value, out var records) && records is >= 1 and <= 100_000)
            return records;

        argument.AddError("--chunk must be a whole number from 1 to 100000.");
        return default;
    }

    private static void CheckPattern(OptionResult option)
    {
        if (option.Tokens.Count == 1 && !ShortToken().IsMatch(option.Tokens[0].Value))
            option.AddError("--pattern must be a short name of letters, digits and hyphens, such as chord.");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,31}\z")]
    private static partial Regex ShortToken();
}
