using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Hugging Face's safetensors: eight bytes with the length of a header in JSON, the header, then all numbers without a gap. Nothing in it
/// can run; every length is checked before memory is asked for.
/// </summary>
internal static class SafeTensorsFile
{
    /// <summary>What such a file ends in.</summary>
    public const string Extension = ".safetensors";

    private const int LongestHeader = 100_000_000, // as the format's own library has it
        Alignment = 8,
        Buffer = 1 << 20;
    private const string Metadata = "__metadata__";

    /// <exception cref="FormatException">It is no such file, or damaged.</exception>
    public static TensorDictionary Read(Stream file)
    {
        var (entries, start) = Header(file);
        var tensors = new TensorDictionary();
        try
        {
            foreach (var entry in entries)
            {
                file.Position = start + entry.From;
                var values = empty(entry.Shape, entry.Type.Type);
                tensors.Add(entry.Name, values);
                if (values.numel() > 0)
                    values.ReadBytesFromStream(file, Buffer);
            }

            return tensors;
        }
        catch
        {
            tensors.Dispose();
            throw;
        }
    }

    public static void Write(Stream to, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        var header = new JsonObject { [Metadata] = new JsonObject { ["format"] = "pt" } };
        var at = 0L;
        foreach (var (name, tensor) in tensors)
        {
            var type = WeightType.Of(tensor);
            var end = at + (tensor.numel() * type.Bytes);
            header[name] = new JsonObject
            {
                ["dtype"] = type.SafeTensors,
                ["shape"] = new JsonArray([.. tensor.shape.Select(length => (JsonNode)length)]),
                ["data_offsets"] = new JsonArray(at, end),
            };
            at = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (json.Length + Alignment - 1) / Alignment * Alignment;
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        to.Write(length);
        to.Write(json);
        for (var i = json.Length; i < padded; i++)
            to.WriteByte((byte)' ');
        foreach (var (_, tensor) in tensors)
            WeightBytes.Write(tensor, to);
    }

    private static (List<Entry> Entries, long Start) Header(Stream file)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        if (file.ReadAtLeast(bytes, sizeof(long), throwOnEndOfStream: false) < sizeof(long))
            throw new FormatException("it ends before its header");
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (length is < 2 or > LongestHeader || length > file.Length - sizeof(long))
            throw new FormatException($"its header has an impossible length of {length} bytes");
        var text = new byte[length];
        file.ReadExactly(text);
        var start = sizeof(long) + length;
        try
        {
            using var json = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
            return (Entries(json.RootElement, file.Length - start), start);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"its header is not one of safetensors ({fault.Message.TrimEnd('.')})", fault);
        }
    }

    // in the order of their bytes, which must follow one another to the end
    private static List<Entry> Entries(JsonElement header, long length)
    {
        var entries = header.EnumerateObject().Where(it => it.Name != Metadata).Select(it => Entry.Of(it.Name, it.Value)).ToList();
        entries.Sort((a, b) => (a.From, a.To).CompareTo((b.From, b.To)));
        var at = 0L;
        foreach (var entry in entries)
        {
            if (entry.From != at)
                throw new FormatException($"{entry.Name} begins at byte {entry.From}, where {at} was expected");
            at = entry.To;
        }

        if (at != length)
            throw new FormatException($"its tensors take {at} bytes, but there are {length}");
        return entries;
    }

    private sealed record Entry(string Name, WeightType Type, long[] Shape, long From, long To)
    {
        public static Entry Of(string name, JsonElement value)
        {
            var dtype = value.GetProperty("dtype").GetString();
            var type = WeightType.All.FirstOrDefault(it => it.SafeTensors == dtype)
                ?? throw new FormatException($"{name} is of type {dtype}, which cannot be read: convert it to F32 first");
            long[] shape = [.. value.GetProperty("shape").EnumerateArray().Select(it => it.GetInt64())];
            var (from, to) =
                value.GetProperty("data_offsets") is var offsets && offsets.GetArrayLength() == 2
                    ? (offsets[0].GetInt64(), offsets[1].GetInt64())
                    : throw new FormatException($"{name} has no two offsets");
            if (from < 0 || to < from || to - from != WeightBytes.Of(shape, type, name))
                throw new FormatException($"{name} has shape [{string.Join(", ", shape)}] of {dtype}, but bytes {from} to {to}");
            return new(name, type, shape, from, to);
        }
    }
}
