namespace Ballast;

/// <summary>A potential for mirror descent; <see cref="MirrorMaps"/> has the usual ones.</summary>
public sealed class MirrorMap
{
    private readonly Func<UpdateEngine[]> _engines;

    private MirrorMap(string name, double parameter, double? scale, Func<UpdateEngine[]> engines)
    {
        if (!double.IsFinite(parameter))
            throw new ArgumentOutOfRangeException(nameof(parameter), parameter, $"The parameter of {name} must be finite.");
        if (scale is not null and not (> 0 and < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The reference scale must be above 0 and finite.");
        (Name, Parameter, Scale, _engines) = (name, parameter, scale, engines);
    }

    /// <summary>Such as <c>hypentropy</c>.</summary>
    public string Name { get; }

    /// <summary>Its one number, such as q; 0 where it has none.</summary>
    public double Parameter { get; }

    /// <summary>
    /// The reference scale of every tensor; null takes each tensor's root mean square when it is handed to the optimizer, at least 1e-3.
    /// </summary>
    public double? Scale { get; }

    /// <summary>True if weights must be positive; then there are no exceptions for vectors.</summary>
    internal bool Positive { get; init; }

    /// <summary>True if rows sum to 1.</summary>
    internal bool Simplex { get; init; }

    /// <summary>A map of one's own arithmetic.</summary>
    /// <param name="name">In messages.</param>
    /// <param name="parameter">What <c>With</c> is given.</param>
    /// <param name="scale">The reference scale of every tensor; null takes each tensor's root mean square.</param>
    public static MirrorMap Of<TFloat, TDouble>(string name, double parameter = 0, double? scale = null)
        where TFloat : struct, IMirrorMap<TFloat, float>
        where TDouble : struct, IMirrorMap<TDouble, double> =>
        Create<TFloat, TDouble>(name, parameter, scale, positive: false, simplex: false);

    internal static MirrorMap Create<TFloat, TDouble>(string name, double parameter, double? scale, bool positive, bool simplex)
        where TFloat : struct, IMirrorMap<TFloat, float>
        where TDouble : struct, IMirrorMap<TDouble, double> =>
        new(name, parameter, scale, () =>
            [
                new RuleEngine<MirrorRule<TFloat, float>, MirrorRule<TDouble, double>>(),
                new RuleEngine<PlainMirrorRule<TFloat, float>, PlainMirrorRule<TDouble, double>>(),
            ]
        )
        {
            Positive = positive,
            Simplex = simplex,
        };

    internal UpdateEngine[] Engines() => _engines();
}
