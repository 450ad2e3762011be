using TorchSharp.Modules;

namespace Ballast;

/// <summary>
/// The hyperparameters of one parameter group by their PyTorch names. What a group does not set it takes from the optimizer.
/// The learning rate is <c>LearningRate</c>, where TorchSharp's schedulers expect it.
/// </summary>
public sealed class FusedOptions : OptimizerOptions
{
    private readonly SortedDictionary<string, double> _values = new(StringComparer.Ordinal);

    /// <summary>The value of a hyperparameter such as <c>weight_decay</c>.</summary>
    /// <exception cref="KeyNotFoundException">It is not set.</exception>
    public double this[string name]
    {
        get => _values[name];
        set => _values[name] = value;
    }

    internal bool Has(string name) => _values.ContainsKey(name);

    internal IEnumerable<string> Names => _values.Keys;

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        base.SaveStateDict(writer);
        writer.Write(_values.Count);
        foreach (var (name, value) in _values)
        {
            writer.Write(name);
            writer.Write(value);
        }
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        base.LoadStateDict(reader);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var name = reader.ReadString();
            if (!_values.ContainsKey(name))
                throw new InvalidDataException(
                    $"The saved optimizer has a hyperparameter '{name}' that this one does not know ({string.Join(", ", _values.Keys)})."
                );
            _values[name] = reader.ReadDouble();
        }
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerOptions source)
    {
        base.LoadStateDict(source);
        if (source is not FusedOptions other)
            throw new ArgumentException($"{source.GetType().Name} are not the options of a Ballast optimizer.", nameof(source));
        foreach (var (name, value) in other._values)
            _values[name] = value;
    }
}
