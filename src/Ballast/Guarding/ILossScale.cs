namespace Ballast;

/// <summary>What the loss is multiplied by before the backward pass, and how that follows what comes of it.</summary>
internal interface ILossScale
{
    /// <summary>What the loss is multiplied by.</summary>
    double Scale { get; }

    /// <summary>What undoes it.</summary>
    double Unscale { get; }

    /// <summary>What the optimizer is to multiply gradients by.</summary>
    double StepUnscale { get; }

    /// <summary>Learns from a step that was measured in units of the loss.</summary>
    /// <returns>True if the optimizer has to start afresh.</returns>
    bool Learn(GradientReading reading, Verdict final);

    /// <summary>What is remembered, as text.</summary>
    string Save();

    /// <summary>Restores what <see cref="Save"/> returned.</summary>
    /// <exception cref="FormatException">It is damaged, or of another kind of scale.</exception>
    void Load(string state);
}
