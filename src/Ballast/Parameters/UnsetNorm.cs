using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A group norm whose scale and shift nobody has set: TorchSharp 0.107 makes one with whatever the memory held, 7e10 or 1e-41 or 0, where
/// PyTorch begins with 1 and 0.
/// </summary>
internal sealed record UnsetNorm(string Name, GroupNorm Norm, double Scale, double Shift)
{
    // no layer of a trained network is that quiet or that loud as a whole
    private const double Quiet = 1e-6,
        Loud = 1e3;

    /// <summary>What is found, in words.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Name} has a scale of size {Scale:g3} and a shift of {Shift:g3}");

    /// <summary>The group norms of a model that hold what was in memory.</summary>
    /// <param name="model">The model.</param>
    /// <param name="isDead">Whether no gradient comes back to its first layer: only then are scales of 0 not meant, as they are where a
    /// residual branch begins with nothing.</param>
    public static IReadOnlyList<UnsetNorm> Find(nn.Module model, bool isDead) =>
        [
            .. from pair in model.named_modules()
            let norm = pair.module as GroupNorm
            where norm?.weight is not null
            let scale = Sizes.RootMeanSquare(norm.weight)
            let shift = norm.bias is null ? 0 : Sizes.RootMeanSquare(norm.bias)
            where !(shift <= Loud) || !(scale <= Loud) || (scale < Quiet && (scale > 0 || isDead))
            select new UnsetNorm(pair.name, norm, scale, shift),
        ];

    /// <summary>The same behind a backward pass, of which the parameters hold the gradients.</summary>
    public static IReadOnlyList<UnsetNorm> Find(nn.Module model, IEnumerable<Parameter> parameters) =>
        Find(
            model,
            isDead: parameters.FirstOrDefault(it => it.ndim > 1 && it.grad is { IsInvalid: false }) is { } first
                && Sizes.RootMeanSquare(first.grad!) == 0
        );

    /// <summary>Sets scale 1 and shift 0, and says so.</summary>
    public string Mend()
    {
        Set(Norm);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name} begins with scale 1 and shift 0 (they were {Scale:g3} and {Shift:g3}, what was in memory)"
        );
    }

    /// <summary>Scale 1 and shift 0.</summary>
    public static void Set(GroupNorm norm)
    {
        using var off = no_grad();
        norm.weight?.Set(1);
        norm.bias?.zero_();
    }
}
