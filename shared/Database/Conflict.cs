namespace Pipeline.Database;

/// <summary>Two transactions that were in each other's way: one of them was rolled back by the server and is run again.</summary>
internal static class Conflict
{
    private const int Tries = 5;

    /// <summary>Runs a transaction until it meets no conflict, up to five times; a server takes a second to find a deadlock.</summary>
    /// <param name="transaction">All of it, from its beginning to its commit.</param>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> transaction)
    {
        for (var left = Tries; ; left--)
            try
            {
                return await transaction();
            }
            catch (Exception e) when (left > 1 && DatabaseFault.IsConflict(e))
            {
                continue;
            }
    }
}
