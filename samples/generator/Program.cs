using System.CommandLine;
using Voters.Generator;

var records = new Option<int>("--records")
{
    Description = "How many records to write.",
    DefaultValueFactory = _ => 10_000,
};
var seed = new Option<long>("--seed")
{
    Description = "The same seed gives the same file.",
    DefaultValueFactory = _ => 1,
};
var duplicates = new Option<double>("--duplicates")
{
    Description = "The share of records that repeat a voter with changes, 0 to 1.",
    DefaultValueFactory = _ => 0.02,
};
var bad = new Option<double>("--bad")
{
    Description = "The share of records that are to be rejected, 0 to 1.",
    DefaultValueFactory = _ => 0.01,
};
var target = new Option<FileInfo>("--out")
{
    Description = "The file to write; one that is there is replaced.",
    Required = true,
};

var command = new RootCommand("Writes a sample CSV file of made-up voters.") { records, seed, duplicates, bad, target };
command.SetAction(result => Write(
    new SampleOptions(result.GetValue(records), result.GetValue(seed), result.GetValue(duplicates), result.GetValue(bad)),
    result.GetRequiredValue(target)));
return command.Parse(args).Invoke();

static int Write(SampleOptions options, FileInfo file)
{
    if (options.FindFault() is { } fault)
        return Fail(fault);
    try
    {
        using var stream = file.Create();
        var sample = new SampleFile(options).Write(stream);
        Console.Error.WriteLine(
            $"Wrote {sample.Records} records to {file}: {sample.Voters} voters, {sample.Repeated} records that repeat one with changes, " +
            $"{sample.Bad} bad rows; seed {options.Seed}.");
        return 0;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
    {
        return Fail($"Cannot write {file}: {e.Message}");
    }
}

static int Fail(string reason)
{
    Console.Error.WriteLine(reason);
    return 1;
}
