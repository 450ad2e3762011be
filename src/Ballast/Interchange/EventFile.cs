using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using Tensorboard;

namespace Ballast;

/// <summary>
/// TensorBoard's event files: records of a length, its checksum, an event and its checksum (CRC-32C, masked), one after the other.
/// </summary>
/// <remarks>
/// TorchSharp has a writer but no reader, and its writer takes checksums from native code; the events themselves are its generated classes.
/// </remarks>
internal static class EventFile
{
    private const int Head = 12,
        Foot = 4,
        Longest = 1 << 28; // longer ones are no event but garbage

    /// <summary>Writes an event behind those that are there.</summary>
    public static void Write(Stream to, Event item)
    {
        var data = item.ToByteArray();
        Span<byte> head = stackalloc byte[Head];
        BinaryPrimitives.WriteInt64LittleEndian(head, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Checksum(head[..8]));
        to.Write(head);
        to.Write(data);
        Span<byte> foot = stackalloc byte[Foot];
        BinaryPrimitives.WriteUInt32LittleEndian(foot, Checksum(data));
        to.Write(foot);
    }

    /// <summary>Reads events up to the end, or up to one that is still being written.</summary>
    /// <exception cref="LogFileException">This is no event file, or it is damaged.</exception>
    public static IEnumerable<Event> Read(Stream from, string path)
    {
        var head = new byte[Head];
        for (var at = 0L; from.ReadAtLeast(head, Head, throwOnEndOfStream: false) == Head; at++)
        {
            var length = BinaryPrimitives.ReadInt64LittleEndian(head);
            if (length is < 0 or > Longest || BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8)) != Checksum(head.AsSpan(0, 8)))
                throw new LogFileException(
                    at == 0
                        ? $"{path} is not an event file of TensorBoard."
                        : $"{path} is damaged in record {at}: its length does not fit its checksum. Copy it again from its source."
                );
            var data = new byte[length + Foot];
            if (from.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) < data.Length)
                yield break; // whoever writes it is not done with this one
            if (BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)length)) != Checksum(data.AsSpan(0, (int)length)))
                throw new LogFileException($"{path} is damaged in record {at}: its content does not fit its checksum.");
            yield return Parse(data.AsSpan(0, (int)length), path, at);
        }
    }

    private static Event Parse(ReadOnlySpan<byte> data, string path, long at)
    {
        try
        {
            return Event.Parser.ParseFrom(data.ToArray());
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new LogFileException($"{path} is damaged in record {at}: {fault.Message}", fault);
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }
}
