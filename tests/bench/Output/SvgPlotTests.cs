using System.Globalization;
using System.Xml.Linq;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Output;

namespace Pipeline.Bench.Tests.Output;

public sealed class SvgPlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Of_Measurements_IsXmlWithABarForEach()
    {
        var plot = Plot(Reports.Measured("celery.fine", Peer.Celery, 10_000, 25), Reports.Measured("pipeline.fine", Peer.Pipeline, 10_000, 0.5, 0.4), Reports.Measured("limit.copy", Peer.Limit, 10_000, 0.08));

        plot.Descendants(Svg + "rect").Select(r => r.Attribute("class")!.Value).ShouldBe(["limit", "pipeline", "celery"]);
        plot.Descendants(Svg + "text").Select(t => t.Value).ShouldContain("Pipeline: title of <pipeline.fine>");
    }

    [Fact]
    public void Of_FasterMeasurement_HasTheLongerBar()
    {
        var widths = Plot(Reports.Measured("a", Peer.Celery, 10_000, 10), Reports.Measured("b", Peer.Celery, 10_000, 1), Reports.Measured("c", Peer.Celery, 10_000, 0.1))
            .Descendants(Svg + "rect").Select(r => double.Parse(r.Attribute("width")!.Value, CultureInfo.InvariantCulture)).ToList();

        widths.ShouldBeInOrder(SortDirection.Descending);
        widths.ShouldBeUnique();
    }

    [Fact]
    public void Of_NothingWithATime_IsStillAPicture() => Plot(new Measurement("a", Peer.Celery, "a", 10, [], Refusal: "too many")).Name.ShouldBe(Svg + "svg");

    private static XElement Plot(params Measurement[] measurements) => XElement.Parse(SvgPlot.Of(measurements));
}
