using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A recurrent net of 64 units learns to echo, 200 steps.</summary>
internal abstract class EchoScenario(EchoTask task) : Scenario
{
    private const int Hidden = 64,
        BatchSize = 64;

    public override int Steps => 200;

    public override double Trivial => Math.Log(EchoTask.Symbols);

    public override Trial Build(int seed) => Build(seed, Model);

    protected Trial Build(int seed, Func<Generator, nn.Module<Tensor, Tensor>> net)
    {
        using var weights = new Generator((ulong)seed);
        var model = net(weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizer(model),
            Loss = task.Loss,
            Draw = (_, generator) => task.Draw(BatchSize, generator),
            Clean = task.Clean(),
        };
    }

    protected abstract nn.Module<Tensor, Tensor> Model(Generator weights);

    protected abstract optim.Optimizer Optimizer(nn.Module model);

    protected static RecurrentNet Net(Func<Tensor, Tensor> activation, double gain, Generator weights) =>
        new(EchoTask.Symbols, Hidden, EchoTask.Symbols, activation, everyStep: true, weights, gain);
}
