using Pipeline.Cli;
using Pipeline.Cli.Output;

var noColour = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
var dumb = Environment.GetEnvironmentVariable("TERM") == "dumb";

var surroundings = new Surroundings
{
    Out = Screen.Create(Console.Out, isTerminal: !Console.IsOutputRedirected && !dumb, noColour),
    Error = Screen.Create(Console.Error, isTerminal: !Console.IsErrorRedirected && !dumb, noColour),
    Environment = Environment.GetEnvironmentVariable,
};

return (int)await new CommandLine(surroundings).RunAsync(args);
