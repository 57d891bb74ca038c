using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pipeline.Cli.Watching;

/// <summary>Plain text beside a bar; Spectre's own description column would read it as markup.</summary>
internal sealed class WordsColumn : ProgressColumn
{
    protected override bool NoWrap => true;

    public string Words { get; set; } = "";

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Words);
}
