using System.CommandLine;
using Pipeline.LocalHost;
using Pipeline.LocalHost.Runtime;

var folder = new Argument<string>("folder") { Description = "the output folder of an isolated-worker app, such as bin/Release/net10.0" };
var port = new Option<int>("--port") { Description = "where HTTP functions listen, on 127.0.0.1; 0 takes any free port", DefaultValueFactory = _ => 7071 };
var skip = new Option<bool>("--skip-unsupported") { Description = "leave out functions that cannot run here, and say which" };
var timeout = new Option<int>("--start-timeout") { Description = "seconds that the worker may take for each step of its start", DefaultValueFactory = _ => 60 };
port.Validators.Add(given =>
{
    if (given.GetValueOrDefault<int>() is < 0 or > ushort.MaxValue) given.AddError("--port must be 0 to 65535.");
});
timeout.Validators.Add(given =>
{
    if (given.GetValueOrDefault<int>() < 1) given.AddError("--start-timeout must be at least 1.");
});
var command = new RootCommand("Runs an isolated-worker Azure Functions app where Core Tools are not to be had.") { folder, port, skip, timeout };
command.SetAction(async (given, _) =>
{
    try
    {
        return await HostProcess.RunAsync(new HostOptions
        {
            Folder = given.GetRequiredValue(folder),
            Port = given.GetValue(port),
            SkipUnsupported = given.GetValue(skip),
            StartTimeout = TimeSpan.FromSeconds(given.GetValue(timeout)),
        });
    }
    catch (UnsupportedException e)
    {
        await Console.Error.WriteLineAsync(e.Message);
    }
    catch (IOException e)
    {
        await Console.Error.WriteLineAsync($"The host cannot listen on port {given.GetValue(port)}: {e.Message} Choose another with --port.");
    }
    return 1;
});
// The host answers signals itself.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
