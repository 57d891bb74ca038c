namespace Voters.Import;

/// <summary>How a file becomes jobs. All of them leave the same table.</summary>
public enum ImportPattern
{
    /// <summary>A job for each chunk of records, and one after all of them that sums up.</summary>
    Chord,

    /// <summary>A job for each chunk of records.</summary>
    Group,

    /// <summary>One job that upserts row by row.</summary>
    AllInOne,

    /// <summary>One job that is one statement over all rows.</summary>
    Starmap,

    /// <summary>A job for each record, and one after all of them that sums up.</summary>
    FineGrained,
}
