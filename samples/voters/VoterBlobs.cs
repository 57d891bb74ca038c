using System.Runtime.CompilerServices;
using Pipeline.Blobs;
using Voters.Csv;

namespace Voters;

/// <summary>Reads imported files.</summary>
public sealed class VoterBlobs(BlobStore blobs)
{
    /// <summary>The rows of a range as they stream in, the rejected included.</summary>
    /// <exception cref="FileNotFoundException">The file is gone.</exception>
    /// <exception cref="InvalidDataException">It is not the file that was split.</exception>
    public async IAsyncEnumerable<VoterRow> ReadAsync(VoterRange source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var content = await blobs.OpenReadAsync(source.Blob, source.Range.Offset, source.Range.Length, cancellationToken);
        await foreach (var row in VoterReader.ReadAsync(content, source.Range, source.Columns, source.Today, cancellationToken))
            yield return row;
    }

    /// <summary>The rows of a whole file as they stream in. No date of birth is too late: what the submission accepted stays accepted.</summary>
    /// <exception cref="FileNotFoundException">The file is gone.</exception>
    public async IAsyncEnumerable<VoterRow> ReadAllAsync(string blob, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var content = await blobs.OpenReadAsync(blob, cancellationToken);
        var file = await VoterFileScanner.OpenAsync(content, cancellationToken);
        await foreach (var row in file.ReadAsync(DateOnly.MaxValue, cancellationToken))
            yield return row;
    }
}
