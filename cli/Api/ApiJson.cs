using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Api;

/// <summary>JSON by generated code: the tool starts in a fraction of the time that reflection would take.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(FlowDocument))]
[JsonSerializable(typeof(FlowList))]
[JsonSerializable(typeof(DeadChanged))]
[JsonSerializable(typeof(DeadChoice))]
[JsonSerializable(typeof(DeadGroupList))]
[JsonSerializable(typeof(DeadLetterList))]
[JsonSerializable(typeof(DrainDocument))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(RecurringDocument))]
[JsonSerializable(typeof(RecurringList))]
[JsonSerializable(typeof(RecurringSwitch))]
[JsonSerializable(typeof(ReplayedJob))]
[JsonSerializable(typeof(ReportLine))]
internal sealed partial class ApiJson : JsonSerializerContext;
