using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class TiedLanguage : SetupScenario
{
    public override string Name => "tied_language";

    public override string Kind => "embedding tied to the readout, weights of size 3, Adam";

    public override string WhatExplodes =>
        "A language model reads its answers off its own embedding, drawn at size 3: logits "
        + "start at a hundred times what they should be, and the rate is high.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override double Oracle => 0.8256;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new TiedNet(sane ? 0.1 : 3, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), sane ? 3e-3 : 0.1),
            Loss = MarkovChain.Loss,
            Draw = (_, generator) => MarkovChain.Draw(16, generator),
            Clean = MarkovChain.Clean(),
        };
    }

    private sealed class TiedNet : nn.Module<Tensor, Tensor>
    {
        private const int Width = 64;
        private readonly TorchSharp.Modules.Embedding tokens;
        private readonly nn.Module<Tensor, Tensor> mix;

        public TiedNet(double std, Generator weights)
            : base("tied")
        {
            tokens = Layers.Embedding(MarkovChain.Symbols, Width, std, weights);
            mix = Layers.Mlp(weights, [2 * Width, 128, Width], Layers.He, lastGain: 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var seen = tokens.call(x);
            var before = cat([zeros_like(seen.narrow(1, 0, 1)), seen.narrow(1, 0, seen.shape[1] - 1)], 1);
            using var table = tokens.weight!;
            return mix.call(cat([seen, before], 2)).matmul(table.t());
        }
    }
}
