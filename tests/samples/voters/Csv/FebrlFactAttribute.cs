namespace Voters.Tests.Csv;

/// <summary>
/// Runs where the FEBRL record-linkage files lie in a folder <c>shared/data</c> beside the repository or above; they are not part of it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FebrlFactAttribute : FactAttribute
{
    public FebrlFactAttribute()
    {
        if (Folder is null)
            Skip = "There is no shared/data/febrl4a.csv beside the repository.";
    }

    public static string? Folder { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string? Find(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data");
            if (File.Exists(Path.Combine(data, "febrl4a.csv")))
                return data;
        }
        return null;
    }
}
