namespace Pipeline.LocalHost.Tests.Running;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("host-").FullName;

    /// <summary>The shop's output with another host.json, as its worker reads that file itself.</summary>
    public static TestFolder OfShop(string hostJson)
    {
        var folder = new TestFolder();
        foreach (var file in Directory.EnumerateFiles(Paths.Shop)) File.Copy(file, System.IO.Path.Combine(folder.Path, System.IO.Path.GetFileName(file)));
        folder.Write("host.json", hostJson);
        return folder;
    }

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
