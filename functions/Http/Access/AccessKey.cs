using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc;
using Pipeline.Access;

namespace Pipeline.Functions.Http.Access;

/// <summary>
/// Who may come in. In Azure the platform asks for a function key; elsewhere this does, by the same header: for the key in <c>PIPELINE_KEY</c>, else for one that
/// was made at the first start.
/// </summary>
public sealed class AccessKey(KeySetting setting, AccessKeyTable keys)
{
    public const string Header = "x-functions-key";

    private byte[]? _hash = setting.Hash;

    /// <summary>Makes a key where none is given and none was made.</summary>
    /// <returns>The key that was made just now, which nobody can ask for later; else null.</returns>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (_hash is not null || setting.IsPlatforms) return null;
        (_hash, var made) = await keys.EnsureAsync(cancellationToken);
        return made;
    }

    /// <returns>The answer to a request that may not go on; null where it may.</returns>
    public IActionResult? Refuse(HttpRequest request)
    {
        AnswerHeaders.Set(request.HttpContext.Response);
        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        if (!IsValid(Given(request, changes)))
            return Problem.Of(
                StatusCodes.Status401Unauthorized, "Key required",
                changes ? $"Send the key in the header {Header}; in the query it is not taken for changes." : $"Send the key in the header {Header}.");
        return changes && !OwnSite.Sent(request)
            ? Problem.Of(StatusCodes.Status403Forbidden, "Not from here", "Changes are taken from this host's own page, and from clients that are no browser: not from a page of another site.")
            : null;
    }

    /// <summary>By which the audit tells keys apart: the first 8 hex digits of the SHA-256; null where the request has none.</summary>
    public static string? Fingerprint(HttpRequest request) =>
        Given(request, headerOnly: true) is { Length: > 0 } key ? Convert.ToHexStringLower(AccessKeyTable.Hash(key).AsSpan(0, 4)) : null;

    private bool IsValid(string given)
    {
        if (setting.IsPlatforms) return given.Length > 0;
        // Hashes have one length, and are compared in a time that tells nothing.
        return CryptographicOperations.FixedTimeEquals(
            _hash ?? throw new InvalidOperationException("The key is not prepared: call PrepareAsync before the host listens."), AccessKeyTable.Hash(given));
    }

    private static string Given(HttpRequest request, bool headerOnly) =>
        request.Headers.TryGetValue(Header, out var header) ? header is [{ } key] ? key : ""
        : !headerOnly && request.Query["code"] is [{ } code] ? code : "";
}
