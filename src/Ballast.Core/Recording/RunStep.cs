namespace Ballast;

/// <summary>One step as a run file has it: the numbers of a <see cref="StepRecord"/>, and when it was.</summary>
public sealed record RunStep
{
    /// <summary>Zero-based index of the step.</summary>
    public required long Step { get; init; }

    /// <summary>Time since the run began; for a resumed run the breaks do not count.</summary>
    public TimeSpan At { get; init; }

    /// <summary>The loss as it was, NaN included.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of the batch classified correctly; NaN if unknown.</summary>
    public double Accuracy { get; init; } = double.NaN;

    /// <summary>Global gradient norm before anything was changed; NaN where nobody measured, as with the guard off.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>How many gradient values were NaN or infinite.</summary>
    public long NonFinite { get; init; }

    /// <summary>What was decided.</summary>
    public VerdictKind Verdict { get; init; }

    /// <summary>True if the step was taken although the verdict refused it.</summary>
    public bool Overruled { get; init; }

    /// <summary>The smallest scale of any gradient; 1 if nothing was clipped.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Why, in words; empty for a step that went ahead.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Learning rate of the first parameter group.</summary>
    public double LearningRate { get; init; }

    /// <summary>What the loss was multiplied by before the backward pass.</summary>
    public double LossScale { get; init; } = 1;

    /// <summary>How many parameters had their change capped.</summary>
    public int Capped { get; init; }

    /// <summary>How many parameters kept their weights because the proposed change was not finite.</summary>
    public int Restarted { get; init; }

    /// <summary>Norm of the applied change over norm of the weights; NaN where not measured.</summary>
    public double UpdateRatio { get; init; } = double.NaN;

    /// <summary>What weight edits did, in words.</summary>
    public IReadOnlyList<string> Edits { get; init; } = [];

    /// <summary>Time spent in the guard.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Numbers of the single parameters, if they were asked for and recorded.</summary>
    public ParameterStatistics Parameters { get; init; } = ParameterStatistics.None;

    /// <summary>True if anything was done to the step that plain training would not have done.</summary>
    public bool Intervened => (Verdict != VerdictKind.Proceed && !Overruled) || Capped > 0 || Restarted > 0 || Edits.Count > 0;
}
