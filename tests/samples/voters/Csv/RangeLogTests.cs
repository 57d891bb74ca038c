using Voters.Csv;

namespace Voters.Tests.Csv;

public sealed class RangeLogTests
{
    [Fact]
    public void WhatWasAdded_ComesBackInOrder_AsOftenAsAsked()
    {
        CsvRange[] ranges =
        [
            new(3, 70, 1, 1), new(73, 1, 2, 1), new(80, 1 << 20, 5, 100_000), new(5_000_000_000, 7_000_000_000, 4_000_000_000, int.MaxValue),
        ];
        var log = new RangeLog();
        foreach (var range in ranges)
            log.Add(range);

        log.Count.ShouldBe(4);
        log.ShouldBe(ranges);
        log.ShouldBe(ranges);
        new RangeLog().ShouldBeEmpty();
    }
}
