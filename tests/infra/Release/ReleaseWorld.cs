namespace Pipeline.Infra.Tests.Release;

/// <summary>A folder with an az and an operator's tool of its own, which note what they are asked and answer what a test says.</summary>
internal sealed class ReleaseWorld : IDisposable
{
    private const string Outputs = """
        {"functionAppName":{"value":"func-x"},"functionAppHost":{"value":"func-x.example"},"packageStorageName":{"value":"stx"}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("release-").FullName;

    public ReleaseWorld()
    {
        // One answer for each call that the steps make, by its first words; a test overwrites files for the rest.
        Write("az", """
            #!/usr/bin/env bash
            echo "$*" >>"$WORLD/az.log"
            echo "PACKAGE=${PACKAGE-unset} STAGING_PACKAGE=${STAGING_PACKAGE-unset}" >>"$WORLD/environment.log"
            case "$*" in
              'deployment group show '*) cat "$WORLD/outputs" ;;
              'functionapp list '*) cat "$WORLD/app" ;;
              *'slot list '*) cat "$WORLD/slots" ;;
              *'appsettings list '*'--slot staging'*) cat "$WORLD/staging" ;;
              *'appsettings list '*) cat "$WORLD/production" ;;
              *'keys list '*) echo secret-key ;;
              'storage blob download '*)
                while [[ $1 != --file ]]; do shift; done
                cp "$WORLD/old.jobs" "$2" ;;
            esac
            """);
        Write("tool", """
            #!/usr/bin/env bash
            echo "$* $PIPELINE_URL $PIPELINE_KEY" >>"$WORLD/tool.log"
            exit "$(cat "$WORLD/tool.code")"
            """);
        Answer("outputs", Outputs);
        Answer("app", "func-x");
        Answer("slots", "1");
        Answer("production", "https://stx.example/packages/p1.zip");
        Answer("staging", "https://stx.example/packages/p0.zip");
        Answer("tool.code", "0");
    }

    public string[] Az => Log("az.log");

    public string[] Tools => Log("tool.log");

    /// <summary>What the last call of az found in its environment.</summary>
    public string Environment => Log("environment.log")[^1];

    public void Answer(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    public string PathOf(string name) => Path.Combine(_folder, name);

    public Task<ToolResult> RunAsync(string step, params string[] arguments) => Tool.RunAsync("bash", [Path.Combine(Repository.Root, "infra", "release", step), .. arguments], new Dictionary<string, string>
    {
        ["PATH"] = $"{_folder}:{System.Environment.GetEnvironmentVariable("PATH")}",
        ["WORLD"] = _folder,
        ["RESOURCE_GROUP"] = "rg",
        ["PIPELINE_CLI"] = Path.Combine(_folder, "tool"),
    });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string[] Log(string name) => File.Exists(Path.Combine(_folder, name)) ? File.ReadAllLines(Path.Combine(_folder, name)) : [];

    private void Write(string name, string text)
    {
        Answer(name, text + "\n");
        File.SetUnixFileMode(Path.Combine(_folder, name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
