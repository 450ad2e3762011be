namespace Ballast;

/// <summary>The state of a part in memory.</summary>
internal static class PartState
{
    public static byte[] Of(ICheckpointed part)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            part.Save(writer);
        return stream.ToArray();
    }

    public static void Restore(ICheckpointed part, byte[] state)
    {
        using var reader = new BinaryReader(new MemoryStream(state, writable: false));
        part.Load(reader);
    }
}
