namespace Voters.Csv;

/// <summary>Why a record is rejected. One that has several faults gets the first in this order.</summary>
public enum RejectReason
{
    /// <summary>It has more or fewer fields than the header.</summary>
    Fields,

    /// <summary>The voter's id is empty or longer than 64 characters.</summary>
    VoterId,

    /// <summary>Both the given name and the surname are empty.</summary>
    Name,

    /// <summary>The date of birth is there, but is no real past date as <c>yyyyMMdd</c> or <c>yyyy-MM-dd</c>.</summary>
    DateOfBirth,

    /// <summary>A field of any column is longer than 4 KiB.</summary>
    TooLong,

    /// <summary>A field of any column is not UTF-8, or holds a NUL, which PostgreSQL cannot store.</summary>
    Encoding,
}
