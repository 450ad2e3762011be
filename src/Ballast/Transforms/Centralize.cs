using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Gradient centralization: g_i -= mean(g_i) over what feeds unit i, for weights of two and more dimensions (Yong, Huang, Hua, Zhang 2020,
/// arXiv:2004.01461).
/// </summary>
internal sealed class Centralize : IGradientTransform
{
    public string Name => "centralize";

    public string? Apply(IReadOnlyList<GradientTensor> gradients, GradientReading reading)
    {
        foreach (var (_, info, _, gradient) in gradients)
            if (!info.IsVector && info.FanIn > 1) // of a single input nothing would be left
                gradient.sub_(gradient.mean([.. Enumerable.Range(1, (int)gradient.ndim - 1).Select(i => (long)i)], keepdim: true));
        return null;
    }
}
