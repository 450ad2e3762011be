using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>An LSTM of one layer, which libtorch computes by other kernels without gradients than with them.</summary>
internal static class LstmCheck
{
    private const int In = 5,
        Hidden = 12,
        Length = 4,
        Batch = 3;

    public static Tensor[] WithoutGradients(ScalarType type, Device device)
    {
        using var off = no_grad();
        using var lstm = Build(type, device);
        return [Run(lstm, WholeNumbers.Of(type, device, 1, Length, Batch, In))];
    }

    public static Tensor[] WithGradients(ScalarType type, Device device)
    {
        using var lstm = Build(type, device);
        var x = WholeNumbers.Of(type, device, 1, Length, Batch, In).requires_grad_();
        var y = Run(lstm, x);
        y.backward([WholeNumbers.Of(type, device, 2, y.shape)]);
        return [y, x.grad!, .. lstm.parameters().Select(p => p.grad!)];
    }

    private static Tensor Run(LSTM lstm, Tensor x) => lstm.call(x).Item1;

    // small weights, so that no gate is at its edge
    private static LSTM Build(ScalarType type, Device device)
    {
        var lstm = Undrawn(type, device);
        using var off = no_grad();
        foreach (var (parameter, i) in lstm.parameters().Select((p, i) => (p, (ulong)i)))
        {
            using var values = WholeNumbers.Of(type, device, 10 + i, parameter.shape);
            values.Scale(0.125);
            parameter.copy_(values);
        }

        return lstm;
    }

    // a new module draws its weights, and the user's generator must not notice
    private static LSTM Undrawn(ScalarType type, Device device)
    {
        using var random = Held.CpuRandomState();
        try
        {
            return nn.LSTM(In, Hidden, device: CPU, dtype: type).to(device);
        }
        finally
        {
            Held.SetCpuRandomState(random);
        }
    }
}
