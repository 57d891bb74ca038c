using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline.LocalHost.Settings;

/// <summary>
/// Names what all processes of one app share in storage: the setting <c>AzureFunctionsWebHost__hostid</c>, else machine and folder,
/// at most 32 characters.
/// </summary>
internal static class HostId
{
    private const int MaxLength = 32;

    public static string Of(HostSettings settings, string scriptRoot)
    {
        if (settings["AzureFunctionsWebHost:hostid"] is { Length: > 0 } configured) return configured;
        var machine = string.Concat(Environment.MachineName.Where(char.IsAsciiLetterOrDigit));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Path.TrimEndingDirectorySeparator(scriptRoot)));
        var folder = BitConverter.ToUInt32(hash).ToString(CultureInfo.InvariantCulture);
        return $"{machine[..Math.Min(machine.Length, MaxLength - folder.Length - 1)]}-{folder}".ToLowerInvariant();
    }
}
