using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// PyTorch's GradScaler with its defaults (2^16, halved on overflow, doubled after 2,000 good steps), then a global norm of 1.
/// A step whose gradients are not finite is skipped.
/// </summary>
internal sealed class ScalingPolicy(string name) : Policy(name)
{
    public override PolicyRun Start(Trial trial, int steps) => new Run(trial.Optimizer, [.. trial.Model.parameters()]);

    private sealed class Run(optim.Optimizer optimizer, Parameter[] parameters) : PolicyRun(optimizer)
    {
        private const int GrowthSteps = 2000;
        private const double MaxNorm = 1;
        private double _scale = 65536;
        private int _good;

        public override void Step(Tensor loss)
        {
            loss.Times(_scale).backward();
            using var off = no_grad();
            var gradients = Gradients.Of(parameters);
            Gradients.Scale(gradients, 1 / _scale);
            if (Gradients.AreFinite(gradients))
            {
                Gradients.Clip(gradients, Gradients.Norm(gradients), MaxNorm);
                Optimizer.step();
                if (++_good % GrowthSteps == 0)
                    _scale *= 2;
                return;
            }

            Skipped++;
            (_scale, _good) = (_scale / 2, 0);
        }
    }
}
