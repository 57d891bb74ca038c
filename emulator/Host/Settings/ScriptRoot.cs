namespace Pipeline.Emulator.Settings;

/// <summary>Finds the folder of host.json: the current one, then its parents, then the app's own.</summary>
internal static class ScriptRoot
{
    public const string HostJson = "host.json";

    public static string? Find()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, HostJson))) return folder.FullName;
        return File.Exists(Path.Combine(AppContext.BaseDirectory, HostJson)) ? AppContext.BaseDirectory : null;
    }

    /// <exception cref="UncoveredException">There is no host.json.</exception>
    public static string Require(EmulatorOptions options) => options.ScriptRoot ?? Find() ?? throw new UncoveredException(
        $"there is no host.json in {Environment.CurrentDirectory}, its parents or {AppContext.BaseDirectory}; start the app in its folder");
}
