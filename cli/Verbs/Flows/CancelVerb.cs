using System.CommandLine;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Verbs.Flows;

/// <summary><c>pipeline cancel ID</c>: ends a flow before its time.</summary>
internal sealed class CancelVerb
{
    private readonly Surroundings surroundings;
    private readonly ServerOptions server;

    private readonly Argument<Guid?> id = new("ID") 
    {
        Description = "The flow to cancel, with all that lies in it",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = Ids.ParseFlow,
    };

    private readonly Option<bool> watch = new("--watch") { Description = "Stay until the flow ended" };

    private readonly Option<bool> json = JsonOption.Create();

    public CancelVerb(Surroundings surroundings)
    {
        this.surroundings = surroundings;
        server = new ServerOptions(surroundings);

        Command = new Command("cancel", "Cancels a flow: what has not started never does, and what runs has no effect any more") { id, watch, json };
        server.AddTo(Command);
        Command.SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, cancellationToken));
    }

    public Command Command { get; }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var api = server.Connect(parsed);
        var retry = server.Retry();
        var flow = parsed.GetValue(id)!.Value;
        // Sent twice it does the same, so that it may be tried again.
        var answer = await retry.RunAsync(token => api.CancelAsync(flow, token), cancellationToken);
        if (parsed.GetValue(watch))
            answer = await new Watch(surroundings, api).ToEndAsync(answer, cancellationToken);

        if (parsed.GetValue(json))
            surroundings.Print(answer.OneLine);
        else
            surroundings.Print($"{flow} is {(answer.Value.Ended ? ServerText.Clean(answer.Value.Status) : "being cancelled")}");
        return ExitCode.Done;
    }
}
