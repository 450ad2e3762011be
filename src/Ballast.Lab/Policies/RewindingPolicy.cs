using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// What was done by hand for PaLM (Chowdhery et al. 2022, arXiv:2204.02311), automated and shortened: when the loss is not finite or
/// above three times the median of the last 50, goes back to a snapshot at least 20 steps old and passes over 10 batches; at most
/// once in 20 steps.
/// </summary>
/// <param name="name">As given to <c>--policy</c>.</param>
/// <param name="clips">Whether steps are clipped to a global norm of 1 and skipped if not finite.</param>
internal sealed class RewindingPolicy(string name, bool clips) : Policy(name)
{
    public override PolicyRun Start(Trial trial, int steps) => new Run(trial.Model, trial.Optimizer, clips);

    private sealed class Run(nn.Module model, optim.Optimizer optimizer, bool clips) : PolicyRun(optimizer)
    {
        private const int Every = 20,
            LeastAge = 20,
            PassedOver = 10,
            Remembered = 50;
        private const double SpikeFactor = 3,
            MaxNorm = 1;
        private readonly Parameter[] _parameters = [.. model.parameters()];
        private readonly Stack<Snapshot> _snapshots = new();
        private readonly Queue<double> _losses = new();
        private int _step = -1,
            _passOver,
            _lastRewind = -LeastAge;

        public override void Step(Tensor loss)
        {
            _step++;
            if (_passOver > 0)
            {
                (_passOver, Skipped) = (_passOver - 1, Skipped + 1);
                return;
            }

            var value = loss.to(ScalarType.Float64).item<double>();
            var spike = IsSpike(value);
            if (spike && _step - _lastRewind >= LeastAge && Rewind())
            {
                (_passOver, _lastRewind, Skipped) = (PassedOver - 1, _step, Skipped + 1);
                return;
            }

            if (!spike && _step % Every == 0)
                _snapshots.Push(new(_step, model, Optimizer));
            if (double.IsFinite(value))
                Remember(value);
            Train(loss);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                foreach (var snapshot in _snapshots)
                    snapshot.Dispose();
            base.Dispose(disposing);
        }

        // for a loss that may be negative, the distance from its median counts
        private bool IsSpike(double loss)
        {
            if (!double.IsFinite(loss))
                return true;
            var median = PassCriterion.Final(_losses); // NaN at first: nothing is above it
            return loss > median + ((SpikeFactor - 1) * Math.Abs(median));
        }

        // to the youngest snapshot that is old enough; younger ones are of the path that was left
        private bool Rewind()
        {
            if (_snapshots.All(snapshot => _step - snapshot.Step < LeastAge))
                return false;
            while (_step - _snapshots.Peek().Step < LeastAge)
                _snapshots.Pop().Dispose();
            _snapshots.Peek().Restore();
            return true;
        }

        private void Remember(double loss)
        {
            _losses.Enqueue(loss);
            if (_losses.Count > Remembered)
                _losses.Dequeue();
        }

        private void Train(Tensor loss)
        {
            loss.backward();
            using var off = no_grad();
            if (clips)
            {
                var gradients = Gradients.Of(_parameters);
                if (!Gradients.AreFinite(gradients))
                {
                    Skipped++;
                    return;
                }

                Gradients.Clip(gradients, Gradients.Norm(gradients), MaxNorm);
            }

            Optimizer.step();
        }
    }
}
