namespace Voters.Tests.Csv;

/// <summary>A beginning, then one byte over and over: what a hostile sender sends. Counts what was taken of it.</summary>
internal sealed class EndlessStream(byte[] beginning, byte filler) : Stream
{
    public long Taken { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        buffer.Span.Fill(filler);
        if (Taken < beginning.Length)
            beginning.AsSpan((int)Taken..Math.Min(beginning.Length, (int)Taken + buffer.Length)).CopyTo(buffer.Span);
        Taken += buffer.Length;
        return ValueTask.FromResult(buffer.Length);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
