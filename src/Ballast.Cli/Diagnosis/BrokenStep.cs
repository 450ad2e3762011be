using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>A step that is not finite, tried in other ways: with other batches at its weights, and with its batch in float64.</summary>
/// <param name="Others">How many other batches were tried.</param>
/// <param name="Broken">How many of them are not finite either.</param>
/// <param name="InFloat64">Whether it breaks in float64 too; null where the model does not compute in that.</param>
internal sealed record BrokenStep(int Others, int Broken, bool? InFloat64)
{
    private const int Most = 3;

    /// <summary>Tries it. The model is one of float64 after it.</summary>
    /// <param name="parts">The training at the step.</param>
    /// <param name="own">The batches of the step.</param>
    /// <param name="lossOf">The loss of some.</param>
    public static BrokenStep Try(
        TrainingParts parts,
        IReadOnlyList<(Tensor x, Tensor y)> own,
        Func<IReadOnlyList<(Tensor x, Tensor y)>, Tensor> lossOf
    )
    {
        var (batches, at) = (parts.Batches, parts.Batches.Position);
        batches.Position = new(at.Seed, at.Epoch + 1, 0);
        var others = batches.Peek(Most);
        batches.Position = at;
        var broken = others.Count(other => FirstBadOperation.Find(parts.Model, () => lossOf([other])) is not null);
        return new(others.Count, broken, Widened(parts.Model, () => lossOf([.. own.Select(it => (Wide(it.x), Wide(it.y)))])));
    }

    /// <summary>In words.</summary>
    public string In(Speech speech)
    {
        var same = Others == 1 ? speech.Of($"Another batch at the same weights") : speech.Of($"{Others} other batches at the same weights");
        var batch =
            Others == 0 ? ""
            : Broken == 0 ? speech.Of($"{same}: finite, so it is this batch. ")
            : Broken == Others ? speech.Of($"{same}: not finite either, so it is the weights. ")
            : speech.Of($"{same}: {Broken} not finite either. ");
        return batch
            + InFloat64 switch
            {
                true => speech.Of($"In float64 it breaks too."),
                false => speech.Of($"In float64 it does not break: the numbers are too large, or too small, for the model's."),
                null => "",
            };
    }

    private static bool? Widened(nn.Module model, Func<Tensor> lossOf)
    {
        try
        {
            model.to(ScalarType.Float64);
            return FirstBadOperation.Find(model, lossOf) is not null;
        }
        catch (Exception fault) when (fault is ExternalException or InvalidOperationException or ArgumentException)
        {
            return null; // a constant of another type within it, say
        }
    }

    private static Tensor Wide(Tensor it) => it.is_floating_point() ? it.to(ScalarType.Float64) : it;
}
