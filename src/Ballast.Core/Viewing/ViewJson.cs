using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ballast;

/// <summary>
/// Views as JSON: names in camelCase, numbers with six digits, since a picture shows no more; NaN is null, since JSON has none. What HTML
/// could take for its own is escaped, so that it can stand in a page.
/// </summary>
public static class ViewJson
{
    /// <summary>How views are written.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Converters = { new SixDigits() } };

    private sealed class SixDigits : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType switch
            {
                JsonTokenType.Null => double.NaN,
                JsonTokenType.String => reader.GetString() == "-∞" ? double.NegativeInfinity : double.PositiveInfinity,
                _ => reader.GetDouble(),
            };

        public override bool HandleNull => true;

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsNaN(value))
                writer.WriteNullValue();
            else if (double.IsInfinity(value))
                writer.WriteStringValue(value > 0 ? "∞" : "-∞");
            else
                writer.WriteRawValue(value.ToString("G6", CultureInfo.InvariantCulture), skipInputValidation: true);
        }
    }
}
