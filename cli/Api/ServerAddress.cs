namespace Pipeline.Cli.Api;

/// <summary>Where the server is, and how the operator named it.</summary>
/// <param name="Root">What <c>api/…</c> is appended to; ends with a slash.</param>
/// <param name="Named">Given on the command line, so a hint for the next command must repeat it.</param>
internal sealed record ServerAddress(Uri Root, bool Named)
{
    public const string Default = "http://127.0.0.1:7071";

    public override string ToString() => Root.AbsoluteUri.TrimEnd('/');

    /// <exception cref="CommandException">
    /// The text is no http(s) address, or carries a user, query or fragment. The message does not repeat the text, because a
    /// key may be in it.
    /// </exception>
    public static ServerAddress Parse(string text, bool named)
    {
        var valid = Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri is { UserInfo: "", Query: "", Fragment: "" };
        if (!valid)
            throw new CommandException(ExitCode.Refused, $"""
                The server's address must look like {Default}, without user, query or fragment.
                Set it with --url or PIPELINE_URL, and a function key with --key or PIPELINE_KEY.
                """);

        // People paste the address of the API itself.
        var root = uri!.AbsoluteUri.TrimEnd('/');
        if (root.EndsWith("/api", StringComparison.OrdinalIgnoreCase))
            root = root[..^"/api".Length];

        return new ServerAddress(new Uri(root + "/"), named);
    }
}
