using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Cli.Api.DeadLetters;
using Pipeline.Cli.Api.Flows;
using Pipeline.Cli.Api.Jobs;
using Pipeline.Cli.Api.Operations;
using Pipeline.Cli.Api.Recurring;
using Pipeline.Cli.Output.Flows;

namespace Pipeline.Cli.Api;

/// <summary>JSON by generated code: the tool starts in a fraction of the time that reflection would take.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(FlowDocument))]
[JsonSerializable(typeof(FlowList))]
[JsonSerializable(typeof(DeadChanged))]
[JsonSerializable(typeof(DeadChoice))]
[JsonSerializable(typeof(DeadGroupList))]
[JsonSerializable(typeof(DeadLetterList))]
[JsonSerializable(typeof(DrainDocument))]
[JsonSerializable(typeof(DrainList))]
[JsonSerializable(typeof(DeadBody))]
[JsonSerializable(typeof(JobDocument))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(OverviewDocument))]
[JsonSerializable(typeof(ActivityDocument))]
[JsonSerializable(typeof(LaneList))]
[JsonSerializable(typeof(SweepList))]
[JsonSerializable(typeof(AuditList))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(RecurringDocument))]
[JsonSerializable(typeof(RecurringList))]
[JsonSerializable(typeof(RecurringSwitch))]
[JsonSerializable(typeof(ReplayedJob))]
[JsonSerializable(typeof(ReportLine))]
internal sealed partial class ApiJson : JsonSerializerContext;
