namespace Pipeline.Infra.Tests.Release;

public sealed class PriceTests : IDisposable
{
    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [ToolFact("bash", "jq")]
    public async Task Prices_of_a_region_are_listed_page_by_page()
    {
        _world.Write("curl", """
            #!/usr/bin/env bash
            echo "curl ${*: -1}" >>"$WORLD/all.log"
            item='{"serviceName":"Functions","productName":"Functions Premium","skuName":"Premium","meterName":"vCPU Duration","unitOfMeasure":"1 Hour","retailPrice":0.5,"currencyCode":"EUR"}'
            case "$*" in
              *skip*) echo "{\"Items\":[$item],\"NextPageLink\":null}" ;;
              *Functions*) echo "{\"Items\":[$item,{\"serviceName\":\"Functions\",\"productName\":\"Other\"}],\"NextPageLink\":\"https://prices.azure.com/?skip=1\"}" ;;
              *) echo '{"Items":[]}' ;;
            esac
            """);
        var listed = await _world.RunAsync("prices.sh", "westeurope", "EUR");
        listed.Code.ShouldBe(0, listed.Errors);
        listed.Output.Split('\n').Count(l => l == "Functions\tFunctions Premium\tvCPU Duration\t1 Hour\t0.5\tEUR").ShouldBe(2);
        _world.All.ShouldAllBe(c => c.StartsWith("curl https://prices.azure.com/", StringComparison.Ordinal));
    }

    [ToolFact("bash", "jq")]
    public async Task What_is_no_region_is_refused() => (await _world.RunAsync("prices.sh", "west' or 1 eq 1")).Code.ShouldBe(1);
}
