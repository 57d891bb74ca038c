using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Pipeline.Emulator.Functions;

namespace Pipeline.Emulator.Triggers.Http;

/// <summary>
/// Converts route values as the worker does: text, Guid and dates as such, everything else as JSON. A value that does not convert
/// fails the invocation; it is no 400 and no 404.
/// </summary>
internal sealed class RouteValueConverter(IOptions<JsonSerializerOptions> json)
{
    private static readonly NullabilityInfoContext Nullability = new();

    public ParameterBinding For(ParameterInfo parameter)
    {
        var absent = Absent(parameter);
        return (trigger, _) => ((HttpCall)trigger).RouteValue(parameter.Name!) is { } text ? Convert(text, parameter) : absent();
    }

    private static Func<object?> Absent(ParameterInfo parameter)
    {
        if (parameter.HasDefaultValue) return () => parameter.DefaultValue;
        if (!parameter.ParameterType.IsValueType || Nullability.Create(parameter).WriteState == NullabilityState.Nullable) return () => null;
        return () => throw new InvalidOperationException(
            $"Could not populate the value for '{parameter.Name}' parameter. Consider adding a default value or making the parameter nullable.");
    }

    private object? Convert(string text, ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type == typeof(string)) return text;
        if (type == typeof(Guid) && Guid.TryParse(text, out var guid)) return guid;
        if (type == typeof(DateTimeOffset) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var moment)) return moment;
        if (type == typeof(DateTime) && DateTime.TryParse(text, CultureInfo.InvariantCulture, out var date)) return date;
        try
        {
            return JsonSerializer.Deserialize(text, type, json.Value);
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"Cannot convert input parameter '{parameter.Name}' to type '{type}': {e.Message}", e);
        }
    }
}
