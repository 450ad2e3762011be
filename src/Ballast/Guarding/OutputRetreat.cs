using static Ballast.GuardConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The way back from where no batch has a finite loss any more: logits beyond which a hand-written logarithm is infinite, a
/// variance whose exponential overflowed. Refusing steps alone would stay there for good. After more such batches in a row than
/// chance would bring (one in a thousand, by how many there were before; 5 at least, and only after 10 good ones: there must be a
/// way back) the layer that makes the output is halved, and again at each further one, until a loss is finite; where none comes,
/// the fault is in the data, and the layer is put back, to the last bit.
/// </summary>
internal sealed class OutputRetreat(ParameterTable table)
{
    /// <summary>What is remembered between two steps.</summary>
    public RetreatState State { get; set; } = new(0, 0, 0, 0);

    // how many in a row are no chance any more, by the rule of succession
    private double Patience => Math.Max(LeastRefusals, Math.Log(RetreatChance) / Math.Log((State.Bad + 1.0) / (State.Seen + 2.0)));

    /// <summary>A loss was finite: all is well again.</summary>
    public void Learn() => State = new(0, 0, State.Seen + State.Refused + 1, State.Bad + State.Refused);

    /// <summary>A batch had no finite loss. Says what was done, or null.</summary>
    public string? Refuse()
    {
        State = State with { Refused = State.Refused + 1 };
        if (State.Seen - State.Bad < LeastGood || !(State.Refused >= Patience) || State.Retreats > RetreatLimit)
            return null;
        State = State with { Retreats = State.Retreats + 1 };
        if (State.Retreats > RetreatLimit)
        {
            Scale(1 << RetreatLimit);
            return FormattableString.Invariant(
                $"output layer put back: {State.Refused} batches in a row had no finite loss, so it is not the size of the outputs"
            );
        }

        Scale(0.5);
        return FormattableString.Invariant($"output layer halved: {State.Refused} batches in a row had no finite loss");
    }

    private void Scale(double factor)
    {
        using var off = no_grad();
        for (var i = 0; i < table.Parameters.Length; i++)
            if (table.Infos[i].IsOutput)
                table.Parameters[i].Scale(factor);
    }
}

/// <summary>What an <see cref="OutputRetreat"/> remembers, as it is written into a checkpoint.</summary>
/// <param name="Refused">Batches in a row without a finite loss, up to now.</param>
/// <param name="Retreats">How often the layer was halved for them.</param>
/// <param name="Seen">Batches before them.</param>
/// <param name="Bad">How many of those had no finite loss.</param>
internal sealed record RetreatState(int Refused, int Retreats, long Seen, long Bad);
