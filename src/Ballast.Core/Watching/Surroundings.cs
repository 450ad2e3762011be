namespace Ballast;

/// <summary>What is known around refused steps besides their readings, as numbers. What was not looked at keeps its default.</summary>
internal sealed record Surroundings
{
    /// <summary>A parameter whose weights are not finite themselves; null if all are.</summary>
    public string? BrokenWeight { get; init; }

    /// <summary>The parameter with the largest weights, and their root mean square.</summary>
    public (string Name, double Size) LargestWeight { get; init; } = ("", 0);

    /// <summary>True if some weights are float16, whose range ends at 65,504.</summary>
    public bool IsHalf { get; init; }

    /// <summary>True if the loss goes through the guard, which shrinks it while gradients overflow.</summary>
    public bool IsScaled { get; init; }

    /// <summary>What was seen of the refused passes.</summary>
    public PassTally Refused { get; init; } = new();

    /// <summary>What was seen of the passes whose steps were taken meanwhile.</summary>
    public PassTally Taken { get; init; } = new();
}

/// <summary>What was seen of some forward passes.</summary>
internal sealed record PassTally
{
    /// <summary>Passes that were seen.</summary>
    public long Count { get; set; }

    /// <summary>Those with NaN or infinities among their inputs.</summary>
    public long BrokenInputs { get; set; }

    /// <summary>Those with finite inputs and outputs that are not.</summary>
    public long BrokenOutputs { get; set; }

    /// <summary>The smallest and the largest of the largest finite magnitudes of their inputs.</summary>
    public (double Least, double Most) InputPeak { get; set; } = (double.PositiveInfinity, 0);

    /// <summary>The largest finite magnitude of an output.</summary>
    public double OutputPeak { get; set; }

    /// <summary>Where what is not finite began, in words; empty if unknown.</summary>
    public string Where { get; set; } = "";

    /// <summary>Adds one pass.</summary>
    public void Add(in PassReading pass)
    {
        Count++;
        if (!pass.InputIsFinite)
            BrokenInputs++;
        else if (!pass.OutputIsFinite)
            (BrokenOutputs, Where) = (BrokenOutputs + 1, pass.Where);
        InputPeak = (Math.Min(InputPeak.Least, pass.InputPeak), Math.Max(InputPeak.Most, pass.InputPeak));
        OutputPeak = Math.Max(OutputPeak, pass.OutputPeak);
    }
}

/// <summary>One forward pass as numbers.</summary>
/// <param name="InputIsFinite">Whether the data that came first are finite; true for symbols.</param>
/// <param name="InputPeak">Largest finite magnitude of these.</param>
/// <param name="OutputIsFinite">Whether all that was seen behind them is finite.</param>
/// <param name="OutputPeak">Largest finite magnitude of what came last.</param>
/// <param name="Where">Where what is not finite began.</param>
internal readonly record struct PassReading(bool InputIsFinite, double InputPeak, bool OutputIsFinite, double OutputPeak, string Where);
