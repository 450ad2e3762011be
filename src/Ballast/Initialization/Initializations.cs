namespace Ballast;

/// <summary>
/// The initialisation schemes. Each takes a gain that multiplies its standard deviation (default 1): He with gain 2.5 has the standard
/// deviation 2.5 sqrt(2 / fan-in).
/// </summary>
public static class Initializations
{
    private static readonly Dictionary<string, Func<double, Initialization>> Schemes = new()
    {
        ["he"] = He,
        ["lecun"] = LeCun,
        ["glorot"] = Glorot,
        ["orthogonal"] = Orthogonal,
        ["delta-orthogonal"] = DeltaOrthogonal,
        ["normal"] = Normal,
        ["uniform"] = Uniform,
        ["identity"] = Identity,
        ["zeros"] = _ => Zeros(),
    };

    /// <summary>All names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Schemes.Keys;

    /// <summary>Looks a scheme up by name; <c>zeros</c> has no gain.</summary>
    /// <exception cref="ArgumentException">There is no such name; the nearest one is suggested.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The gain is not a finite number above 0.</exception>
    public static Initialization Create(string name, double gain = 1) =>
        Schemes.TryGetValue(name, out var create) ? create(gain) : throw Suggestion.Unknown("initialisation", name, Names, nameof(name));

    /// <summary>Normal, standard deviation gain sqrt(2 / fan-in): for ReLU and its kin.</summary>
    public static Initialization He(double gain = 1) => new He(gain);

    /// <summary>Normal, standard deviation gain sqrt(1 / fan-in): for linear layers and SELU.</summary>
    public static Initialization LeCun(double gain = 1) => new LeCun(gain);

    /// <summary>Normal, standard deviation gain sqrt(2 / (fan-in + fan-out)): for tanh and sigmoid.</summary>
    public static Initialization Glorot(double gain = 1) => new Glorot(gain);

    /// <summary>Orthonormal rows or columns times gain.</summary>
    public static Initialization Orthogonal(double gain = 1) => new Orthogonal(gain);

    /// <summary>Convolutions orthonormal at the centre of the kernel and 0 elsewhere, linear layers orthonormal; times gain.</summary>
    public static Initialization DeltaOrthogonal(double gain = 1) => new DeltaOrthogonal(gain);

    /// <summary>Normal, standard deviation gain, whatever the shape. At gain 1 all but the smallest models explode.</summary>
    public static Initialization Normal(double gain = 1) => new Normal(gain);

    /// <summary>
    /// Uniform with mean 0 and standard deviation gain, whatever the shape. At gain 1 all but the smallest models explode.
    /// </summary>
    public static Initialization Uniform(double gain = 1) => new Uniform(gain);

    /// <summary>Gain on the diagonal, 0 elsewhere: for the recurrent weights of ReLU networks.</summary>
    public static Initialization Identity(double gain = 1) => new Identity(gain);

    /// <summary>All 0: for the last layer of a residual branch. In any other place a layer of zeros never learns.</summary>
    public static Initialization Zeros() => new Zeros();
}
