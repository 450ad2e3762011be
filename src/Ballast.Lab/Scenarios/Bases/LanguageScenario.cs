using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A small transformer learns a Markov chain, batches of 16.</summary>
internal abstract class LanguageScenario : Scenario
{
    private const int BatchSize = 16;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = Model(weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizer(model),
            Loss = MarkovChain.Loss,
            Draw = (_, generator) => MarkovChain.Draw(BatchSize, generator),
            Clean = MarkovChain.Clean(),
        };
    }

    protected abstract nn.Module<Tensor, Tensor> Model(Generator weights);

    protected abstract optim.Optimizer Optimizer(nn.Module model);
}
