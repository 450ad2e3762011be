using System.Globalization;
using TorchSharp.Modules;
using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A recurrent matrix of libtorch's own modules, which step through time inside one call where no hook sees a step. Its rows
/// tell: what they make of a state of unit size is what the gates see. Where that is so large that they are saturated and flip
/// from step to step, it is brought to 1.
/// </summary>
internal sealed record GateScale(string Name, Parameter Weight, double Size)
{
    /// <summary>What is found, in words.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Name} makes {Size:g3} of a state of size 1");

    /// <summary>The matrices that are too large.</summary>
    public static IReadOnlyList<GateScale> Find(nn.Module model) =>
        [
            .. from pair in model.named_modules()
            where pair.module is RNN or LSTM or GRU
            from own in pair.module.named_parameters(recurse: false)
            where own.name.StartsWith("weight_hh", StringComparison.Ordinal)
            let size = Sizes.RootMeanSquare(own.parameter) * Math.Sqrt(own.parameter.shape[1])
            where size > LargeGate && double.IsFinite(size)
            select new GateScale($"{pair.name}.{own.name}", own.parameter, size),
        ];

    /// <summary>Brings it to 1, and says so.</summary>
    public string Mend()
    {
        using var off = no_grad();
        Weight.Shrink(Size);
        return string.Create(CultureInfo.InvariantCulture, $"{Name} / {Size:g4} (so large it made its gates)");
    }
}
