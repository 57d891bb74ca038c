using System.Linq.Expressions;
using System.Reflection;

namespace Pipeline.Emulator.Functions;

/// <summary>Compiles a method into a delegate, so that an invocation costs no reflection.</summary>
internal static class FunctionCallCompiler
{
    private static readonly Task<object?> Nothing = Task.FromResult<object?>(null);

    /// <summary>What a method gives its caller once awaited.</summary>
    public static Type ResultOf(MethodInfo method) => method.ReturnType switch
    {
        var type when type == typeof(Task) => typeof(void),
        { IsGenericType: true } type when type.GetGenericTypeDefinition() == typeof(Task<>) => type.GetGenericArguments()[0],
        var type => type,
    };

    public static FunctionCall Compile(MethodInfo method)
    {
        var instance = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object[]));
        var call = Expression.Call(
            method.IsStatic ? null : Expression.Convert(instance, method.DeclaringType!),
            method,
            method.GetParameters().Select((parameter, i) =>
                Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType)));
        return Expression.Lambda<FunctionCall>(Await(call, method), instance, arguments).Compile();
    }

    private static Expression Await(MethodCallExpression call, MethodInfo method)
    {
        if (method.ReturnType == typeof(void)) return Expression.Block(call, Expression.Constant(Nothing));
        if (method.ReturnType == typeof(Task)) return Expression.Call(Helper(nameof(AwaitAsync)), call);
        return method.ReturnType == ResultOf(method)
            ? Expression.Call(Helper(nameof(Wrap)), Expression.Convert(call, typeof(object)))
            : Expression.Call(Helper(nameof(AwaitResultAsync)).MakeGenericMethod(ResultOf(method)), call);
    }

    private static MethodInfo Helper(string name) => typeof(FunctionCallCompiler).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static async Task<object?> AwaitAsync(Task task)
    {
        await task;
        return null;
    }

    private static async Task<object?> AwaitResultAsync<T>(Task<T> task) => await task;

    private static Task<object?> Wrap(object? result) => Task.FromResult(result);
}
