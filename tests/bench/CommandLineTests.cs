using Pipeline.Bench.Measure;

namespace Pipeline.Bench.Tests;

public sealed class CommandLineTests
{
    private const string App = "--app-command";

    [Fact]
    public void Parse_NothingButTheApp_MeasuresEverythingWithTenThousandRecords()
    {
        var options = CommandLine.Parse(App, "app");

        options.Records.ShouldBe([10_000]);
        options.Runs.ShouldBe(3);
        options.Wants("celery.fine", Peer.Celery).ShouldBeTrue();
        options.Wants("limit.copy", Peer.Limit).ShouldBeTrue();
        options.Json.ShouldBeNull();
        options.Save.ShouldBeNull();
    }

    [Fact]
    public void Parse_ManyNumbersOfRecords_SortsThemAndDropsRepetitions() =>
        CommandLine.Parse(App, "app", "--records", "1000000, 10000,10000").Records.ShouldBe([10_000, 1_000_000]);

    [Theory]
    [InlineData("pipeline.fine", "pipeline.fine", true)]
    [InlineData("pipeline.fine", "pipeline.fine-set", false)]
    [InlineData("fine", "pipeline.fine", true)]
    [InlineData("fine", "pipeline.fine-set", false)]
    [InlineData("pipeline.fine*", "pipeline.fine-set", true)]
    [InlineData("limit,pipeline", "pipeline.chord", true)]
    [InlineData("limit,relay", "pipeline.chord", false)]
    public void Wants_Names_TakesWholeNamesAndTheirHalves(string only, string key, bool expected) =>
        CommandLine.Parse(App, "app", "--only", only).Wants(key, Peer.Pipeline).ShouldBe(expected);

    [Fact]
    public void Wants_PeerThatIsLeftOut_IsNotTakenWhateverItsName() =>
        CommandLine.Parse(App, "app", "--peers", "pipeline,limits").Wants("celery.fine", Peer.Celery).ShouldBeFalse();

    [Theory]
    [InlineData("--records", "0")]
    [InlineData("--records", "ten")]
    [InlineData("--runs", "0")]
    [InlineData("--peers", "hangfire")]
    public void Parse_WhatCannotBeMeant_SaysWhatTheOptionTakes(string option, string value) =>
        Should.Throw<BenchException>(() => CommandLine.Parse(App, "app", option, value)).Message.ShouldStartWith(option);
}
