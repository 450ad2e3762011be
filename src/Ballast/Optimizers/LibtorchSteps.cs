using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The steps as constant TorchScript over libtorch's fused operators: what runs on devices other than the CPU, and the
/// reference in tests. A wrong script would end the process, so there is nothing variable in it.
/// </summary>
internal static class LibtorchSteps
{
    private const string Source = """
        def sgd(weights: List[Tensor], gradients: List[Tensor], buffers: List[Tensor],
                lr: float, momentum: float, dampening: float, decay: float, nesterov: bool, first: bool):
            torch._fused_sgd_(weights, gradients, buffers, weight_decay=decay, momentum=momentum, lr=lr,
                              dampening=dampening, nesterov=nesterov, maximize=False, is_first_step=first)

        def sgd_plain(weights: List[Tensor], gradients: List[Tensor], lr: float, decay: float):
            torch._fused_sgd_(weights, gradients, [], weight_decay=decay, momentum=0.0, lr=lr,
                              dampening=0.0, nesterov=False, maximize=False, is_first_step=False)

        def adam(weights: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], steps: List[Tensor],
                lr: float, beta1: float, beta2: float, eps: float, decay: float):
            torch._fused_adam_(weights, gradients, means, squares, [], steps, lr=lr, beta1=beta1, beta2=beta2,
                              weight_decay=decay, eps=eps, amsgrad=False, maximize=False)

        def adamw(weights: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], steps: List[Tensor],
                lr: float, beta1: float, beta2: float, eps: float, decay: float):
            torch._fused_adamw_(weights, gradients, means, squares, [], steps, lr=lr, beta1=beta1, beta2=beta2,
                              weight_decay=decay, eps=eps, amsgrad=False, maximize=False)

        """;

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Source));

    public static void Sgd(Tensor[] weights, Tensor[] gradients, Tensor[] buffers, double[] h, bool first)
    {
        if (h[1] == 0)
            Unit.Value.Run("sgd_plain", weights, gradients, h[0], h[3]);
        else
            Unit.Value.Run("sgd", weights, gradients, buffers, h[0], h[1], h[2], h[3], h[4] != 0, first);
    }

    public static void Adam(Tensor[] weights, Tensor[] gradients, Tensor[] means, Tensor[] squares, double[] h, long step)
    {
        using var count = tensor((float)step, device: weights[0].device);
        var steps = Enumerable.Repeat(count, weights.Length).ToArray();
        Unit.Value.Run(h[5] != 0 ? "adamw" : "adam", weights, gradients, means, squares, steps, h[0], h[1], h[2], h[3], h[4]);
    }
}
