namespace Pipeline.Infra.Tests.Release;

/// <summary>A folder with stand-ins for az and the other programs of a release, which record what they are told and answer what a test says.</summary>
internal sealed class ReleaseWorld : IDisposable
{
    private const string Outputs = """
        {"functionAppName":{"value":"func-x"},"functionAppHost":{"value":"func-x.example"},"stagingHost":{"value":"func-x-staging.example"},"packageStorageName":{"value":"stx"},
         "packagesUri":{"value":"https://stx.example/"},"postgresName":{"value":"psql-x"},"postgresHost":{"value":"psql-x.example"},"databaseIsPrivate":{"value":true},
         "deployerName":{"value":"deployer"},"deployerObjectId":{"value":"d-1"},"deployerType":{"value":"ServicePrincipal"},"identityName":{"value":"id-x"},
         "identityPrincipalId":{"value":"p-1"},"livenessAlertName":{"value":"alert-x-liveness"},"durableBackend":{"value":"azureStorage"}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("release-").FullName;
    private readonly Dictionary<string, string> _environment = new()
    {
        ["RESOURCE_GROUP"] = "rg",
        ["ADMINISTRATOR_PAUSE"] = "0",
        ["CONNECT_PAUSE"] = "0",
    };

    public ReleaseWorld()
    {
        // One answer for each call that the steps make, by its first words; a test overwrites files for the rest.
        Write("az", """
            #!/usr/bin/env bash
            echo "$*" >>"$WORLD/az.log"
            echo "az $*" >>"$WORLD/all.log"
            for name in PACKAGE STAGING_PACKAGE HAS_BROKER_URI RECOVER_VAULT DATABASE_GB DEPLOYER_NAME DEPLOYER_TYPE; do printf '%s=%s ' "$name" "${!name-unset}"; done >"$WORLD/environment"
            case "$*" in
              'deployment group show '*) cat "$WORLD/outputs" ;;
              'functionapp list '*) cat "$WORLD/app" ;;
              'functionapp show '*) echo /subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/func-x ;;
              *'slot list '*) cat "$WORLD/slots" ;;
              *PREVIOUS_PACKAGE*'value'*) cat "$WORLD/previous" ;;
              *'appsettings list '*'--slot staging'*) cat "$WORLD/staging" ;;
              *'appsettings list '*) cat "$WORLD/production" ;;
              *'keys list '*) echo secret-key ;;
              'account show '*user.type*) cat "$WORLD/login" ;;
              'account show '*user.name*) echo client-id ;;
              'account show '*) echo 00000000-0000-0000-0000-000000000001 ;;
              'account get-access-token '*) echo secret-token ;;
              'ad app create '*) echo client-1 ;;
              'ad sp create '*) echo principal-1 ;;
              'ad sp show '*) printf 'sp-1\nthe-workflow\n' ;;
              'ad signed-in-user show '*) printf 'u-1\nada@example.com\n' ;;
              'rest '*'/secrets?'*) cat "$WORLD/secret" ;;
              'rest '*'KeyVault/vaults?'*) cat "$WORLD/vault" ;;
              'rest '*'flexibleServers?'*) cat "$WORLD/disk" ;;
              'keyvault list-deleted '*) cat "$WORLD/deleted" ;;
              *'microsoft-entra-admin list '*) cat "$WORLD/administrators" ;;
              *'microsoft-entra-admin create '*)
                left=$(cat "$WORLD/refusals"); echo $((left - 1)) >"$WORLD/refusals"
                if ((left > 0)); then cat "$WORLD/refusal" >&2; exit 1; fi ;;
              *'firewall-rule create '*) touch "$WORLD/reachable" ;;
              *'firewall-rule list '*) echo release-1 ;;
              'storage blob download '*)
                while [[ $1 != --file ]]; do shift; done
                cp "$WORLD/old.jobs" "$2" ;;
              'group exists '*) cat "$WORLD/group" ;;
            esac
            """);
        Write("tool", """
            #!/usr/bin/env bash
            echo "$* $PIPELINE_URL $PIPELINE_KEY" >>"$WORLD/tool.log"
            echo "tool $*" >>"$WORLD/all.log"
            exit "$(cat "$WORLD/tool.code")"
            """);
        Write("psql", """
            #!/usr/bin/env bash
            echo "psql $*" >>"$WORLD/all.log"
            [[ -e $WORLD/reachable ]] || { echo 'timeout expired' >&2; exit 2; }
            [[ "$*" != *roles.sql* ]] || exit "$(cat "$WORLD/psql.code")"
            """);
        Write("curl", """
            #!/usr/bin/env bash
            echo "curl $*" >>"$WORLD/all.log"
            case "$*" in
              *ipify*) cat "$WORLD/address" ;;
              *) cat >/dev/null </dev/null; exit "$(cat "$WORLD/curl.code")" ;;
            esac
            """);
        Write("dotnet", """
            #!/usr/bin/env bash
            case "$*" in
              publish*)
                while [[ $1 != -o ]]; do shift; done
                echo "dotnet publish $2" >>"$WORLD/all.log"
                mkdir -p "$2" && touch "$2/Pipeline.Functions.dll" ;;
              *pipeline.dll*) shift; exec tool "$@" ;;
              *' jobs') printf 'a.one 1\na.one 2\n' ;;
              *)
                echo "dotnet $*" >>"$WORLD/all.log"
                echo "$PIPELINE_POSTGRES" >"$WORLD/dotnet.postgres" ;;
            esac
            """);
        Answer("outputs", Outputs);
        Answer("app", "func-x");
        Answer("slots", "1");
        Answer("production", "https://stx.example/packages/p1.zip");
        Answer("staging", "https://stx.example/packages/p0.zip");
        Answer("previous", "p0.zip");
        Answer("tool.code", "0");
        Answer("psql.code", "0");
        Answer("curl.code", "0");
        Answer("login", "servicePrincipal");
        Answer("vault", "kv-x");
        Answer("secret", "broker-uri");
        Answer("deleted", "");
        Answer("disk", "64");
        Answer("administrators", "");
        Answer("refusals", "0");
        Answer("refusal", "(AadAuthOperationCannotBePerformedWhenServerIsNotAccessible) The server is not accessible.");
        Answer("address", "203.0.113.7");
        Answer("group", "true");
        Answer("old.jobs", "a.one 1\n");
    }

    public string[] Az => Log("az.log");

    public string[] Tools => Log("tool.log");

    /// <summary>Every call of every program, in order.</summary>
    public string[] All => Log("all.log");

    /// <summary>What the last call of az found in its environment.</summary>
    public string Environment => File.ReadAllText(PathOf("environment")).Trim();

    public string Read(string name) => File.ReadAllText(PathOf(name)).Trim();

    public void Answer(string name, string text) => File.WriteAllText(PathOf(name), text);

    /// <summary>Takes an answer away: what would have read it fails.</summary>
    public void Forget(string name) => File.Delete(PathOf(name));

    public void Set(string name, string value) => _environment[name] = value;

    public string PathOf(string name) => Path.Combine(_folder, name);

    public Task<ToolResult> RunAsync(string step, params string[] arguments) => BashAsync([Path.Combine(Repository.Root, "infra", "release", step), .. arguments]);

    public Task<ToolResult> BashAsync(string[] arguments) => Tool.RunAsync("bash", arguments, new Dictionary<string, string>(_environment)
    {
        ["PATH"] = $"{_folder}:{System.Environment.GetEnvironmentVariable("PATH")}",
        ["WORLD"] = _folder,
        ["PIPELINE_CLI"] = Path.Combine(_folder, "tool"),
    });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Another program of the same kind.</summary>
    public void Write(string name, string text)
    {
        Answer(name, text + "\n");
        File.SetUnixFileMode(PathOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string[] Log(string name) => File.Exists(PathOf(name)) ? File.ReadAllLines(PathOf(name)) : [];
}
