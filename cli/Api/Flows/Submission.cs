namespace Pipeline.Cli.Api.Flows;

/// <summary>A file on its way to become a flow.</summary>
/// <param name="Key">Stays the same when the file is sent again, so that the server makes one flow of it.</param>
internal sealed record Submission(FileInfo File, string Pattern, int Chunk, Guid Key)
{
    /// <exception cref="CommandException">The file is missing, a directory, unreadable, or no regular file.</exception>
    public FileStream Open()
    {
        if (Directory.Exists(File.FullName))
            throw Refused("is a directory", "Name a CSV file");

        try
        {
            var stream = new FileStream(File.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
            if (stream.CanSeek)
                return stream;

            stream.Dispose();
            throw Refused("is no regular file", "Save its content to a file first: a failed upload is sent again from the start");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refused("does not exist", "Check the path");
        }
        catch (UnauthorizedAccessException)
        {
            throw Refused("cannot be read", "Check its permissions");
        }
        catch (IOException broken)
        {
            throw Refused($"cannot be read ({broken.Message})", "Check that no other program holds it");
        }
    }

    private CommandException Refused(string why, string advice) => new(ExitCode.Refused, $"{File} {why}. {advice}.");
}
