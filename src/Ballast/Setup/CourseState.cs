namespace Ballast;

/// <summary>What a set-up is doing.</summary>
internal enum CourseStage
{
    /// <summary>Looking whether there is trouble in every batch.</summary>
    Looking,

    /// <summary>The next pass brings outputs to unit size.</summary>
    Sweeping,

    /// <summary>The next pass shows whether the repair was enough.</summary>
    Repairing,

    /// <summary>Nothing more to do.</summary>
    Ended,
}

/// <summary>All that a set-up remembers between two passes; written into a checkpoint while it lasts.</summary>
internal sealed record CourseState
{
    public CourseStage Stage { get; init; }

    /// <summary>Batches looked at.</summary>
    public int Seen { get; init; }

    /// <summary>One batch showed inputs of usual size.</summary>
    public bool InputIsFine { get; init; }

    /// <summary>One batch showed no trouble in the network.</summary>
    public bool NetIsClean { get; init; }

    /// <summary>The smallest of the inputs that were too large.</summary>
    public InputScale? Input { get; init; }

    /// <summary>Size of the smallest input seen, as it reaches the first weighted module; null if none was.</summary>
    public double? LeastInput { get; init; }

    /// <summary>The finite losses before anything was changed.</summary>
    public IReadOnlyList<double> Before { get; init; } = [];

    /// <summary>Passes heard in all.</summary>
    public int Passes { get; init; }

    /// <summary>Rounds of repair begun.</summary>
    public int Round { get; init; }

    /// <summary>What the round in progress repairs.</summary>
    public TroubleKind Kind { get; init; }

    /// <summary>Names of the modules that the next pass sweeps, in forward order.</summary>
    public IReadOnlyList<string> Swept { get; init; } = [];

    public string NetTrouble { get; init; } = "";
}
