using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// As Ultralytics recovers (2026): gradients are clipped to a norm of 10; where the loss is NaN at the end of an epoch, back to the
/// checkpoint of the epoch before, three times in a row at most, at the same rate. An epoch is 50 steps here.
/// </summary>
/// <param name="name">As given to <c>--policy</c>.</param>
internal sealed class EpochRecoveringPolicy(string name) : Policy(name)
{
    public override PolicyRun Start(Trial trial, int steps) => new Run(trial.Model, trial.Optimizer);

    private sealed class Run(nn.Module model, optim.Optimizer optimizer) : PolicyRun(optimizer)
    {
        private const int Epoch = 50,
            Attempts = 3;
        private const double MaxNorm = 10;
        private readonly Parameter[] _parameters = [.. model.parameters()];
        private Snapshot? _last;
        private int _step,
            _attempts;

        public override void Step(Tensor loss)
        {
            loss.backward();
            using var off = no_grad();
            using var scope = NewDisposeScope();
            var gradients = Gradients.Of(_parameters);
            Gradients.Clip(gradients, Gradients.Norm(gradients), MaxNorm);
            Optimizer.step();
            if (++_step % Epoch == 0)
                End(double.IsNaN(loss.to(ScalarType.Float64).item<double>()));
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _last?.Dispose();
            base.Dispose(disposing);
        }

        private void End(bool isLost)
        {
            if (!isLost)
            {
                _last?.Dispose();
                (_last, _attempts) = (new(_step, model, Optimizer), 0);
            }
            else if (_last is not null && _attempts++ < Attempts)
            {
                _last.Restore();
                Returned++;
            }
        }
    }
}
