namespace Ballast;

/// <summary>What one mode does with the volatile neurons of a layer.</summary>
internal abstract class FlipAction
{
    public static FlipAction Of(DeadlyFlipOptions options) =>
        options.Mode switch
        {
            FlipMode.Twin => new TwinFlip(options),
            FlipMode.Row => new RowFlip(options, alone: true),
            FlipMode.Peer => new PeerFlip(options),
            FlipMode.Auto => new AutoFlip(options),
            _ => new RollbackFlip(),
        };

    /// <summary>Called in every step before anything moves: measures what <see cref="Act"/> needs.</summary>
    public virtual void Look(FlipLayer[] layers) { }

    /// <summary>Acts on one layer.</summary>
    public abstract void Act(FlipLayer layer, long step, List<Flip> flips);

    public virtual void Save(BinaryWriter to, ParameterTable table) { }

    public virtual void Load(BinaryReader from, ParameterTable table) { }

    protected static void Note(List<Flip> flips, FlipLayer layer, long step, FlipKind kind, int neuron, int? partner = null) =>
        flips.Add(new(step, kind, layer.Map.Name, neuron, partner, layer.Watch.Changes[neuron], layer.Watch.Threshold));
}
