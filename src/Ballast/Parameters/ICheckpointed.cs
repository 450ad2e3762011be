namespace Ballast;

/// <summary>
/// Has state of its own that a checkpoint keeps: the position in the data, a generator, running statistics beside tensors. A
/// module or a weight edit that implements it is found by itself; anything else is named in <see cref="Checkpoint.Parts"/>.
/// </summary>
public interface ICheckpointed
{
    /// <summary>Writes the state.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote, all of it and no more.</summary>
    void Load(BinaryReader reader);
}
