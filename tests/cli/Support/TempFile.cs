namespace Pipeline.Cli.Tests.Support;

/// <summary>A file that goes with the test.</summary>
internal sealed class TempFile : IDisposable
{
    public TempFile(byte[] content) => File.WriteAllBytes(Path, content);

    public TempFile()
        : this("voter_id,given_name,surname,date_of_birth\n1,Ada,Byron,18151210\n"u8.ToArray())
    {
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"pipeline-{Guid.NewGuid():n}.csv");

    public void Dispose() => File.Delete(Path);
}
