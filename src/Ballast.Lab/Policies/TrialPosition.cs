namespace Ballast.Lab;

/// <summary>Which batch of a trial comes next.</summary>
internal sealed class TrialPosition : ICheckpointed
{
    /// <summary>Its index.</summary>
    public int Next { get; set; }

    public void Save(BinaryWriter writer) => writer.Write(Next);

    public void Load(BinaryReader reader) => Next = reader.ReadInt32();
}
