namespace Ballast;

/// <summary>The hyperparameters of one optimizer: their defaults, and those of a group that says nothing else.</summary>
internal sealed class HyperparameterSet
{
    private static readonly Hyperparameter LearningRate = new("lr", 0);
    private readonly string _name;
    private readonly Hyperparameter[] _all;

    /// <param name="name">Of the optimizer, in messages.</param>
    /// <param name="own">Those of its arithmetic, in the order in which that reads them; <c>maximize</c> comes behind them.</param>
    /// <param name="lr">The learning rate.</param>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public HyperparameterSet(string name, Hyperparameter[] own, double lr)
    {
        (_name, _all) = (name, [.. own, Hyperparameter.Switch("maximize", false)]);
        Defaults = new() { LearningRate = LearningRate.Check(lr), InitialLearningRate = lr };
        foreach (var it in _all)
            Defaults[it.Name] = it.Check(it.Value);
    }

    /// <summary>What a group has that does not say anything.</summary>
    public FusedOptions Defaults { get; }

    /// <summary>How many there are, the learning rate aside.</summary>
    public int Count => _all.Length;

    /// <summary>Fills in what a group leaves out.</summary>
    /// <exception cref="ArgumentException">It names an unknown one, or a value is outside its range.</exception>
    public void Complete(FusedOptions options)
    {
        var unknown = options.Names.Except(Defaults.Names).FirstOrDefault();
        if (unknown is not null)
            throw new ArgumentException(
                $"'{unknown}' is no hyperparameter of {_name}; there are lr, {string.Join(", ", Defaults.Names)}.",
                nameof(options)
            );
        options.LearningRate = LearningRate.Check(options.LearningRate ?? Defaults.LearningRate!.Value);
        options.InitialLearningRate = options.LearningRate.Value;
        foreach (var it in _all)
            options[it.Name] = it.Check(options.Has(it.Name) ? options[it.Name] : Defaults[it.Name]);
    }

    /// <summary>Writes a group's values in order, the learning rate first.</summary>
    public void Read(FusedOptions options, double[] to)
    {
        to[0] = options.LearningRate!.Value;
        for (var i = 0; i < _all.Length; i++)
            to[i + 1] = options[_all[i].Name];
    }
}
