using static TorchSharp.torch;

namespace Ballast;

/// <summary>A guard that goes back, alone or together with others.</summary>
internal interface IReturning
{
    nn.Module Model { get; }

    ParameterTable Table { get; }

    optim.Optimizer Optimizer { get; }

    /// <summary>Which of its steps comes next; while one is taken, that one.</summary>
    long Index { get; }

    /// <summary>Whether set-up still watches its first steps, and may change weights.</summary>
    bool Listens { get; }

    /// <summary>What it remembers that goes back with the weights.</summary>
    object?[] SaveMoving();

    /// <summary>Restores what <see cref="SaveMoving"/> returned.</summary>
    void RestoreMoving(object?[] states);

    /// <summary>Weights, optimizer and what it remembers are those of an earlier moment.</summary>
    /// <param name="replays">Whether the same steps are taken again.</param>
    void WentBack(bool replays);
}
