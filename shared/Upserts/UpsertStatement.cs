using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Pipeline.Upserts;

/// <summary>One <c>insert … on conflict</c> for rows that leave the same columns unset. Every value is a parameter, converted as the model says.</summary>
/// <param name="target">Where to.</param>
/// <param name="rows">One row or more.</param>
internal sealed class UpsertStatement(UpsertTarget target, UpsertRow[] rows)
{
    private readonly ISqlGenerationHelper _sql = target.Db.GetService<ISqlGenerationHelper>();

    /// <param name="update">Whether a row that is there is updated, else it stays.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="InvalidOperationException">The database lacks the unique index, or takes two keys for one.</exception>
    public async Task<int> RunAsync(bool update, CancellationToken cancellationToken)
    {
        await using var maker = target.Db.Database.GetDbConnection().CreateCommand();
        var parameters = new List<object>();
        var columns = target.Columns.Where(c => !rows[0].IsLeftToDatabase(c)).ToArray();
        var text = new StringBuilder("insert into ").Append(Table).Append(" (").Append(Names(columns)).Append(") values ");
        foreach (var row in rows)
        {
            text.Append(parameters.Count == 0 ? "(" : ", (");
            foreach (var column in columns)
            {
                text.Append(column == columns[0] ? "{" : ", {").Append(parameters.Count).Append('}');
                parameters.Add(column.GetRelationalTypeMapping().CreateParameter(maker, $"p{parameters.Count}", row.Value(column), column.IsNullable));
            }
            text.Append(')');
        }
        text.Append(" on conflict (").Append(Names(target.Key)).Append(") do ").Append(update ? Update : "nothing");
        return await RunAsync(text.ToString(), parameters, cancellationToken);
    }

    private async Task<int> RunAsync(string text, List<object> parameters, CancellationToken cancellationToken)
    {
        try
        {
            return await target.Db.Database.ExecuteSqlRawAsync(text, parameters, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidColumnReference)
        {
            throw new InvalidOperationException($"Table {Table} has no unique index over {Names(target.Key)}, though the model has: add a migration for it.", e);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.CardinalityViolation)
        {
            throw new InvalidOperationException($"Two entities have keys that the database takes for one ({Names(target.Key)} of {Table}): give only one of them.", e);
        }
    }

    private string Update => target.Updated.Where(c => !rows[0].IsUnset(c)).ToArray() is { Length: > 0 } updated
        ? "update set " + string.Join(", ", updated.Select(p => $"{Name(p)} = excluded.{Name(p)}")) : "nothing";

    private string Table => Literal(_sql.DelimitIdentifier(target.Table.Name, target.Table.Schema));

    private string Names(IEnumerable<IProperty> properties) => string.Join(", ", properties.Select(Name));

    private string Name(IProperty property) => Literal(_sql.DelimitIdentifier(property.GetColumnName(target.Table)!));

    // The text is a format: a brace in a name is none of a parameter's.
    private static string Literal(string name) => name.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
