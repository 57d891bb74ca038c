namespace Pipeline.Emulator.Tests.Running;

/// <summary>A folder with a host.json, gone after the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder(string hostJson)
    {
        Path = Directory.CreateTempSubdirectory("emulator-").FullName;
        File.WriteAllText(System.IO.Path.Combine(Path, "host.json"), hostJson);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
