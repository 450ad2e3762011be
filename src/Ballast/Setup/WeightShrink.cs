using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The last resort of set-up, where no module shows the trouble (weights used without a module, products of embeddings): if the
/// loss falls tenfold when all matrices are made smaller together, the network explodes, whatever it is made of.
/// </summary>
internal sealed class WeightShrink(nn.Module model, BatchLosses losses)
{
    private const double Worth = 0.1, Near = 1.05;
    private const int Halvings = 20;   // of the variance: down to a thousandth of the size

    /// <summary>Tries, and keeps what is worth it; null if nothing is.</summary>
    public string? Run()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        Parameter[] matrices = [.. model.parameters().Where(parameter => parameter.ndim >= 2)];
        Tensor[] copies = [.. matrices.Select(matrix => matrix.clone())];
        double At(int halvings)
        {
            foreach (var (matrix, copy) in matrices.Zip(copies)) matrix.copy_(copy).Scale(Factor(halvings));
            return losses.Middle();
        }

        var start = At(0);
        (int Halvings, double Loss)[] tried = [.. Enumerable.Range(1, Halvings).Select(halvings => (halvings, At(halvings)))];
        var (best, least) = tried.First(it => !(it.Loss > Near * tried.Min(other => other.Loss)));   // the least change that does
        var worth = double.IsFinite(least) && !(least >= Worth * start);
        At(worth ? best : 0);
        return worth ? string.Create(CultureInfo.InvariantCulture, $"all matrices times {Factor(best):g3}: the loss falls from {start:g3} to {least:g3}") : null;
    }

    private static double Factor(int halvings) => Math.Pow(0.5, 0.5 * halvings);
}
