using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Cli.Commands.Sql;

/// <summary>Rows as a JSON array of objects.</summary>
internal static class SqlJson
{
    /// <summary>All rows; where two columns have one name, the last one counts, as in any JSON object.</summary>
    public static string Of(SqlResult result)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            foreach (object?[] row in result.Rows())
            {
                writer.WriteStartObject();
                for (int i = 0; i < row.Length; i++) Write(writer, result.Columns[i], row[i]);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNull(name);
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumber(name, number);
                break;
            case byte[] bytes:
                writer.WriteBase64String(name, bytes);
                break;
            default:
                writer.WriteString(name, SqlText.Of(value));
                break;
        }
    }
}
