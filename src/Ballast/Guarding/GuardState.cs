using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ballast;

/// <summary>
/// Everything a guard remembers, as it is written into a checkpoint: JSON with numbers to the last bit, one value under each part's name.
/// </summary>
internal static class GuardState
{
    private const int Current = 6;
    private static readonly JsonSerializerOptions s_exact = new() { Converters = { new ExactDouble() } };

    /// <summary>Writes every part.</summary>
    public static void Write(Stream to, IEnumerable<GuardPart> parts) =>
        JsonSerializer.Serialize(
            to,
            new Written(Current, parts.ToDictionary(part => part.Name, part => JsonSerializer.SerializeToElement(part.Save(), s_exact)))
        );

    /// <summary>Restores every part in order. Nothing is restored unless all can be read.</summary>
    /// <exception cref="FormatException">The state is damaged, of another version, or has other parts.</exception>
    public static void Read(Stream from, IReadOnlyList<GuardPart> parts)
    {
        Action[] restore;
        try
        {
            var written = JsonSerializer.Deserialize<Written>(from);
            if (written is not { Format: > 0 })
                throw Damaged("it names no format.");
            if (written.Format != Current)
                throw new FormatException(
                    $"The state of the guard has format {written.Format} but this version of Ballast reads {Current}: go on with "
                        + "the version that wrote it, or train anew."
                );
            if (written.Parts is null)
                throw Damaged("it has no parts.");
            if (written.Parts.Keys.Except(parts.Select(part => part.Name)).FirstOrDefault() is { } unknown)
                throw Damaged($"it has a part '{unknown}' that no guard has.");
            if (parts.FirstOrDefault(part => !written.Parts.ContainsKey(part.Name)) is { } missing)
                throw Damaged($"its part '{missing.Name}' is missing.");
            restore = [.. parts.Select(part => part.Read(written.Parts[part.Name]) ?? throw Damaged($"its part '{part.Name}' is empty."))];
        }
        catch (JsonException fault)
        {
            throw Damaged(fault.Message, fault);
        }

        foreach (var part in restore)
            part();
    }

    private static FormatException Damaged(string why, Exception? fault = null) =>
        new($"This is not the state of a guard: {why} The checkpoint is damaged; start from an earlier one.", fault);

    private sealed record Written(int Format, Dictionary<string, JsonElement> Parts);

    // the shortest text that .NET gives 2^-25 is not that number
    private sealed class ExactDouble : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteRawValue(value.ToString("G17", CultureInfo.InvariantCulture));
            else
                writer.WriteNumberValue(value); // which says that JSON has no such number
        }
    }
}
