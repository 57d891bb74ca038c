using System.Text.Json;
using Voters.Csv;

namespace Voters.Tests.Csv;

public sealed class VoterColumnsTests
{
    private static readonly VoterColumns Columns = new(6, VoterId: 5, GivenName: 1, Surname: 2, DateOfBirth: 3, Suburb: 0);

    [Fact]
    public void As_json_they_are_a_short_array()
    {
        var json = JsonSerializer.Serialize(Columns);

        json.ShouldBe("[6,5,1,2,3,-1,-1,-1,0,-1,-1,-1]");
        JsonSerializer.Deserialize<VoterColumns>(json).ShouldBe(Columns);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"count\":6}")]
    [InlineData("[6,5,1,2,3,-1,-1,-1,0,-1,-1]")]
    [InlineData("[6,6,1,2,3,-1,-1,-1,0,-1,-1,-1]")]
    [InlineData("[6,-1,1,2,3,-1,-1,-1,0,-1,-1,-1]")]
    [InlineData("[6,5,1,2,3,-2,-1,-1,0,-1,-1,-1]")]
    public void Json_of_anything_else_is_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<VoterColumns>(json));
}
