using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class NewtonSchulzBand : PublishedResult
{
    public override string Name => "newton-schulz-band";

    public override string Claim => "Five Newton-Schulz steps of Muon bring the singular values of an update to between 0.68 and 1.13.";

    public override string Source => "Jordan, Jin, Boza et al. 2024, Muon: An optimizer for hidden layers in neural networks";

    public override string Setting => "one step of Muon, at rate 1 without momentum and decay, on a normal gradient of 64 x 256";

    public override IEnumerable<Figure> Measure()
    {
        using var scope = NewDisposeScope();
        var w = nn.Parameter(zeros(64, 256));
        using var optimizer = Optimizers.Muon([w], lr: 1, momentum: 0, weight_decay: 0);
        var gradient = Gradient();
        w.grad = gradient.clone();
        optimizer.step();
        using var off = no_grad();
        var values = linalg.svdvals(w.detach());
        yield return Figure.Above("smallest singular value", values.min().item<float>(), 0.65);
        yield return Figure.Below("largest", values.max().item<float>(), 1.15);
        yield return new("change of the gradient by the step", w.grad!.sub(gradient).abs().max().item<float>(), 0, 0);
    }

    private static Tensor Gradient()
    {
        using var generator = new Generator(8);
        return randn([64, 256], generator: generator);
    }
}
