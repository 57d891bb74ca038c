using System.Net;
using System.Text;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Refusing;

public sealed class BadDeadLetterTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const string Id = "01939f3e-0000-7000-8000-000000000000";

    private static readonly string[] Wishes = ["api/dead/replay", "api/dead/discard"];

    [AppTheory]
    [InlineData("?type=", "'type'")]
    [InlineData("?type=a&type=b", "'type'")]
    [InlineData("?type=a%00b", "'type'")]
    [InlineData("?cause=", "'cause'")]
    [InlineData("?cause=a%00b", "'cause'")]
    [InlineData("?messages=", "'messages'")]
    [InlineData("?messages=yes", "'messages'")]
    [InlineData("?messages=true&messages=false", "'messages'")]
    [InlineData("?messages=true&type=a", "'type'")]
    [InlineData("?after=", "'after'")]
    [InlineData("?after=12", "'after'")]
    [InlineData("?after=" + Id + "%00", "'after'")]
    [InlineData("?after=" + Id + "&after=" + Id, "'after'")]
    [InlineData("?limit=", "'limit'")]
    [InlineData("?limit=0", "'limit'")]
    [InlineData("?limit=101", "'limit'")]
    [InlineData("?limit=-1", "'limit'")]
    [InlineData("?limit=1.5", "'limit'")]
    [InlineData("?limit=1000000000000000000", "'limit'")]
    public async Task AListOfAWrongQuery_Is400AndNamesTheField(string query, string said)
    {
        using var answer = await Flows.GetAsync("api/dead/letters" + query);

        (await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest)).Detail.ShouldContain(said);
    }

    [AppFact]
    public async Task AHugeCause_Is400()
    {
        using var answer = await Flows.GetAsync($"api/dead/letters?cause={new string('a', 5_000)}");

        (await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest)).Detail.ShouldContain("'cause'");
    }

    [AppTheory]
    [InlineData("?type=';drop%20table%20pipeline.dead_letter;--")]
    [InlineData("?cause=%FF%D0%BF")]
    [InlineData("?type=nobody.knows&cause=x&after=" + Id + "&limit=100")]
    public async Task AListOfWhatIsNotThere_IsEmpty(string query)
    {
        using var answer = await Flows.GetAsync("api/dead/letters" + query);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"letters":[],"next":null}""");
    }

    [AppTheory]
    [InlineData(Id)]
    [InlineData("no-id")]
    [InlineData("1'%20or%20'1'='1")]
    public async Task TheBodyOfNoMessage_Is404(string id)
    {
        using var answer = await Flows.GetAsync($"api/dead/letters/{id}/body");

        await Problem.ShouldBeAsync(answer, HttpStatusCode.NotFound);
    }

    [AppTheory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{")]
    [InlineData("\0")]
    [InlineData("all")]
    [InlineData("""{"all":false}""")]
    [InlineData("""{"all":"true"}""")]
    [InlineData("""{"all":1}""")]
    [InlineData("""{"all":true,"all":true}""")]
    [InlineData("""{"all":true,"cause":"x"}""")]
    [InlineData("""{"all":true,"force":true}""")]
    [InlineData("""{"All":true}""")]
    [InlineData("""{"messages":false}""")]
    [InlineData("""{"messages":true,"type":"a"}""")]
    [InlineData("""{"messages":true,"cause":null}""")]
    [InlineData("""{"cause":"x"}""")]
    [InlineData("""{"type":""}""")]
    [InlineData("""{"type":null}""")]
    [InlineData("""{"type":"a\u0000b"}""")]
    [InlineData("""{"type":"\ud800"}""")]
    [InlineData("""{"type":"a","cause":7}""")]
    [InlineData("""{"type":"a","cause":""}""")]
    [InlineData("""{"type":"a","ids":[]}""")]
    [InlineData("""{"ids":[]}""")]
    [InlineData("""{"ids":null}""")]
    [InlineData("""{"ids":["x"]}""")]
    [InlineData("""{"ids":[null]}""")]
    [InlineData("""{"ids":[[[[["deep"]]]]]}""")]
    [InlineData("""{"ids":"01939f3e-0000-7000-8000-000000000000"}""")]
    [InlineData("""{"ids":["01939f3e-0000-7000-8000-000000000000"],"cause":"x"}""")]
    public async Task AWishThatSaysNotWhich_Is400_AndSaysWhatToSend(string body)
    {
        foreach (var wish in Wishes)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            using var answer = await Flows.PostToAsync(wish, content);

            (await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest)).Detail.ShouldContain("'all': true");
        }
    }

    [AppFact]
    public async Task TooMany_OrTooLong_IsRefused()
    {
        foreach (var wish in Wishes)
        {
            using var ids = new StringContent($"{{\"ids\":[{string.Join(',', Enumerable.Repeat($"\"{Id}\"", 1_001))}]}}");
            using var many = await Flows.PostToAsync(wish, ids);
            await Problem.ShouldBeAsync(many, HttpStatusCode.BadRequest);

            using var cause = new StringContent($"{{\"type\":\"a\",\"cause\":\"{new string('x', 1_001)}\"}}");
            using var longer = await Flows.PostToAsync(wish, cause);
            await Problem.ShouldBeAsync(longer, HttpStatusCode.BadRequest);

            using var noise = new ByteArrayContent(new byte[3_000_000]);
            using var huge = await Flows.PostToAsync(wish, noise);
            await Problem.ShouldBeAsync(huge, HttpStatusCode.RequestEntityTooLarge);
        }
    }

    [AppFact]
    public async Task IdsOfNothing_ChangeNothing()
    {
        foreach (var wish in Wishes)
        {
            using var content = new StringContent($"{{\"ids\":[\"{Id}\",\"{Id}\"]}}");
            using var answer = await Flows.PostToAsync(wish, content);

            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("ed\":0}");
        }
    }
}
