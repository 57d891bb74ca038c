namespace Pipeline.Infra.Tests.Bicep;

/// <summary>Modules and parameter files against what they are for.</summary>
public sealed class ModuleTests
{
    [BicepFact]
    public async Task A_module_is_given_what_it_asks_for_and_nothing_else()
    {
        var files = (await BicepSources.AllAsync()).ToDictionary(f => f.Path);
        foreach (var file in files.Values)
            foreach (var module in file.Modules)
                ShouldFit($"{file.Path}: module {module.Name}", module.Parameters, Resolve(files, file, module.Source));
    }

    [BicepFact]
    public async Task A_parameter_file_gives_what_its_template_asks_for_and_nothing_else()
    {
        var files = (await BicepSources.AllAsync()).ToDictionary(f => f.Path);
        var given = files.Values.Where(f => f.Using is not null).ToList();
        given.Count.ShouldBe(2);
        foreach (var file in given)
            ShouldFit(file.Path, [.. file.Parameters.Select(p => p.Name)], Resolve(files, file, file.Using!));
    }

    [BicepFact]
    public async Task An_output_that_is_read_is_there_and_one_that_is_there_is_read()
    {
        var files = (await BicepSources.AllAsync()).ToDictionary(f => f.Path);
        var read = new HashSet<(string, string)>();
        foreach (var file in files.Values)
            foreach (var use in file.OutputUses)
            {
                var module = file.Modules.SingleOrDefault(m => m.Name == use.Module).ShouldNotBeNull($"{file.Path}: there is no module {use.Module}");
                var source = Resolve(files, file, module.Source);
                source.Outputs.ShouldContain(use.Name, $"{file.Path}: {use.Module}.outputs.{use.Name}");
                read.Add((source.Path, use.Name));
            }
        var modules = files.Values.SelectMany(f => f.Modules.Select(m => Resolve(files, f, m.Source))).Distinct();
        modules.SelectMany(m => m.Outputs.Where(o => !read.Contains((m.Path, o))).Select(o => $"{m.Path}: {o}")).ShouldBeEmpty();
    }

    [BicepFact]
    public async Task What_is_imported_is_exported_and_what_is_exported_is_imported()
    {
        var files = (await BicepSources.AllAsync()).ToDictionary(f => f.Path);
        var imported = files.Values.SelectMany(f => f.Imports.Select(i => (Resolve(files, f, i.Source).Path, i.Name))).Distinct();
        imported.ShouldBe(files.Values.SelectMany(f => f.Exported.Select(name => (f.Path, name))), ignoreOrder: true);
    }

    [BicepFact]
    public async Task What_a_release_asks_for_is_an_output_of_main()
    {
        var main = (await BicepSources.AllAsync()).Single(f => f.Path == "infra/main.bicep");
        var asked = Repository.Files("infra/release", "*.sh")
            .SelectMany(f => System.Text.RegularExpressions.Regex.Matches(Repository.Read(f), @"\$\(of (\w+)\)").Select(m => m.Groups[1].Value)).Distinct().ToList();
        asked.Count.ShouldBeGreaterThan(5);
        asked.Except(main.Outputs).ShouldBeEmpty();
    }

    private static BicepFile Resolve(Dictionary<string, BicepFile> files, BicepFile from, string source)
    {
        var path = Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(from.Path)!, source)));
        return files.GetValueOrDefault(path).ShouldNotBeNull($"{from.Path}: there is no {path}");
    }

    private static void ShouldFit(string what, string[] given, BicepFile asks)
    {
        given.Except(asks.Parameters.Select(p => p.Name)).ShouldBeEmpty($"{what} gives what {asks.Path} does not know");
        asks.Parameters.Where(p => p.Required).Select(p => p.Name).Except(given).ShouldBeEmpty($"{what} leaves out what {asks.Path} asks for");
    }
}
