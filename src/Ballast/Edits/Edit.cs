using TorchSharp.Modules;

namespace Ballast;

/// <summary>What the library's own edits share: they keep weights finite, and most remember nothing.</summary>
internal abstract class Edit(string name) : IFiniteEdit
{
    public string Name { get; } = name;

    public virtual EditMoment Moment => EditMoment.AfterUpdate;

    public virtual void Begin(EditContext context) { }

    public virtual void Before() { }

    public abstract string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading);

    /// <summary>The step was refused: what was noted of its forward pass is of no use.</summary>
    public virtual void Forget() { }

    public virtual byte[] Save() => [];

    public void Load(byte[] state)
    {
        if (!Restore(state))
            throw new FormatException(
                $"These {state.Length} bytes are not the state of the edit {Name}: the checkpoint is damaged or comes from "
                    + "another version. Start without it."
            );
    }

    /// <summary>Restores what <see cref="Save"/> wrote; false where it is damaged, and then nothing changes.</summary>
    protected virtual bool Restore(byte[] state) => state.Length == 0;

    public void Dispose() => Release();

    /// <summary>Lets go of what it holds.</summary>
    protected virtual void Release() { }
}
