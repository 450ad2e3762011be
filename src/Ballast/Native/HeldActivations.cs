using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Functions of single values with constants in them, which are held until the function is done (<see cref="HeldScalars"/>).
/// </summary>
internal static class HeldActivations
{
    private static readonly Scalar s_one = 1.0,
        s_threshold = 20.0; // never let go of

    /// <summary>x, but exp(x) - 1 below 0.</summary>
    public static Tensor Elu(this Tensor x) => x.elu(s_one, s_one, s_one);

    /// <summary>x, but x slope below 0.</summary>
    public static Tensor LeakyRelu(this Tensor x, double slope)
    {
        using Scalar scalar = slope;
        return x.leaky_relu(scalar);
    }

    /// <summary>ln(1 + exp(x)), and x itself from 20 on.</summary>
    public static Tensor Softplus(this Tensor x) => Softplus(x, s_one, s_threshold);

    /// <summary>x tanh(softplus(x)).</summary>
    public static Tensor Mish(this Tensor x)
    {
        using var soft = x.Softplus();
        using var share = soft.tanh();
        return x.mul(share);
    }

    // what TorchSharp's own softplus calls with two Scalars it lets go of
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "softplus1")]
    private static extern Tensor Softplus(Tensor x, Scalar beta, Scalar threshold);
}
