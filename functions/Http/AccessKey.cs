using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;

namespace Pipeline.Functions.Http;

/// <summary>
/// Asks for the key in <c>PIPELINE_KEY</c> where that is set: the emulator and <c>func start</c> do not check function keys themselves.
/// In Azure the platform does, by the same header.
/// </summary>
public sealed class AccessKey(IConfiguration configuration)
{
    public const string Header = "x-functions-key";

    private readonly byte[]? _key = configuration["PIPELINE_KEY"] is { Length: > 0 } key ? Hash(key) : null;

    /// <returns>The answer to a request without the key; null where it may go on.</returns>
    public IActionResult? Refuse(HttpRequest request)
    {
        if (_key is null) return null;
        var given = request.Headers[Header].FirstOrDefault() ?? request.Query["code"].FirstOrDefault() ?? "";
        // Hashes have one length, and are compared in a time that tells nothing.
        return CryptographicOperations.FixedTimeEquals(_key, Hash(given)) ? null
            : Problem.Of(StatusCodes.Status401Unauthorized, "Key required", $"Send the key in the header {Header}.");
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
