using Bogus;

namespace Voters.Generator;

/// <summary>
/// The lists of words that Bogus holds for a language. Drawing from them is much faster than asking it for each name, and no version of
/// its random numbers gets into the sample.
/// </summary>
internal sealed class Words(string locale) : DataSet(locale)
{
    public string[] GivenNames => List("name", "first_name");

    public string[] Surnames => List("name", "last_name");

    public string[] StreetSuffixes => List("address", "street_suffix");

    public string[] TownSuffixes => List("address", "city_suffix");

    private string[] List(string category, string path) =>
        [.. GetArray(category, path).Cast<Bogus.Bson.BValue>().Select(value => value.StringValue)];
}
