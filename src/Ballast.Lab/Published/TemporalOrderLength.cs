using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class TemporalOrderLength : PublishedResult
{
    private const int Units = 50,
        Batch = 20,
        Updates = 6000,
        Seeds = 3,
        Symbols = 6,
        Classes = 4;
    private const double Rate = 0.01,
        Clip = 1,
        Weight = 2,
        Nothing = 1e-20;

    public override string Name => "temporal-order";

    public override string Claim =>
        "As sequences grow, plain SGD stops solving the temporal order problem; clipping and a term against vanishing gradients go on.";

    public override string Source => "Pascanu, Mikolov, Bengio 2013, arXiv:1211.5063";

    public override string Setting =>
        "tanh recurrence of 50 units, weights N(0, 0.1²), SGD 0.01, batches of 20, up to 6000 updates, 3 seeds, 20 and 40 steps";

    public override IEnumerable<Figure> Measure()
    {
        yield return Figure.Above("seeds of 3 that SGD solves, 20 steps", Solved(20, clips: false, holds: false), 2);
        yield return Figure.Below("seeds of 3 that SGD solves, 40 steps", Solved(40, clips: false, holds: false), 1);
        yield return Figure.Above("with clipping and the term, 40 steps", Solved(40, clips: true, holds: true), 2);
    }

    private static int Solved(int length, bool clips, bool holds) =>
        Enumerable.Range(1, Seeds).Count(seed => IsSolved(length, seed, clips, holds));

    private static bool IsSolved(int length, int seed, bool clips, bool holds)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var task = SyntheticTasks.TemporalOrder(length);
        Parameter Fresh(params long[] shape) => nn.Parameter(randn(shape, generator: generator).Times(0.1));
        var (input, recurrent, bias) = (Fresh(Symbols, Units), Fresh(Units, Units), nn.Parameter(zeros(Units)));
        var (readout, offset) = (Fresh(Units, Classes), nn.Parameter(zeros(Classes)));
        Parameter[] all = [input, recurrent, bias, readout, offset];
        using var optimizer = Optimizers.SGD(all, Rate);
        var (testX, testY) = task.Draw(1000, generator);
        for (var update = 1; update <= Updates; update++)
        {
            using var inner = NewDisposeScope();
            var (x, y) = task.Draw(Batch, generator);
            optimizer.zero_grad();
            var states = States(x);
            var loss = nn.functional.cross_entropy(states[^1].mm(readout).Plus(offset), y);
            if (!double.IsFinite(loss.item<float>()))
                return false;
            if (holds)
                foreach (var state in states)
                    state.retain_grad();
            loss.backward();
            if (clips)
                nn.utils.clip_grad_norm_(all, Clip);
            if (holds)
                Held(states).Times(Weight).backward();
            optimizer.step();
            if (update % 50 == 0 && Errors() < 0.01)
                return true;
        }

        return false;

        Tensor[] States(Tensor x)
        {
            var state = zeros(x.shape[0], Units);
            var states = new Tensor[length];
            for (var t = 0; t < length; t++)
                states[t] = state = x.select(1, t).mm(input).Plus(bias).Plus(state.mm(recurrent)).tanh();
            return states;
        }

        double Errors()
        {
            using var off = no_grad();
            return States(testX)[^1].mm(readout).Plus(offset).argmax(1).ne(testY).to(ScalarType.Float64).mean().item<double>();
        }

        // how much of a gradient's size each step back keeps, as a function of the recurrent weight alone
        Tensor Held(Tensor[] states)
        {
            var total = zeros(1);
            for (var t = 1; t < length; t++)
            {
                if (states[t].grad is not { } gradient)
                    continue;
                var size = gradient.detach().Squared().sum();
                if (!(size.item<float>() > Nothing))
                    continue;
                var back = gradient.detach().mul(states[t].detach().Squared().TakenFrom(1)).mm(recurrent.t());
                total = total.Plus(back.Squared().sum().div(size).Minus(1).Squared());
            }

            return total.requires_grad ? total.sum() : recurrent.sum().Times(0);
        }
    }
}
