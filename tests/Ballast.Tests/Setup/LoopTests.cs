using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>A loop is a module that is called on what came of its own last call, and none that is merely called again.</summary>
[TensorTests]
public sealed class LoopTests
{
    [Fact]
    public void What_judges_several_batches_is_no_loop()
    {
        using var scope = NewDisposeScope();
        using var model = new Judge();
        var (probe, calls) = Probe(model);
        Assert.Equal(3, probe.OutputSizes.Single(pair => pair.Key.Name == "critic").Value.Length);
        Assert.Empty(probe.Loops);
        Assert.All(calls, count => Assert.Equal(1, count));
    }

    [Fact]
    public void What_is_called_on_its_own_output_is_one_and_all_that_is_called_with_it_counts()
    {
        using var scope = NewDisposeScope();
        using var model = new Refiner();
        var (probe, calls) = Probe(model);
        Assert.Equal(["refine"], probe.Loops.Select(module => module.Name));
        Assert.Equal([4, 4, 1, 1], calls); // weight and bias of the loop, weight and bias behind it
    }

    /// <summary>Looking where an input comes from leaves no gradient behind: a probe's is that of the pass alone.</summary>
    [Fact]
    public void Gradients_are_those_of_a_pass_that_nobody_looked_at()
    {
        using var scope = NewDisposeScope();
        using var model = new Refiner();
        Loss(model).backward();
        var plain = model.parameters().Select(p => Holder.Values(p.grad!)).ToArray();
        model.zero_grad();
        using var listener = new Listener(model, columnsMayDiffer: false);
        var loss = Loss(model);
        loss.backward();
        var probe = listener.Read(loss.item<float>());
        Assert.Equal(plain, model.parameters().Select(p => Holder.Values(p.grad!)).ToArray());
        Assert.NotEmpty(probe.Loops);
        var sizes = probe.GradientSizes.Single(pair => pair.Key.Name == "refine").Value;
        Assert.True(sizes[0] < sizes[^1] * 4, "the first call's gradient holds more than that of the pass"); // half of it for every call
    }

    /// <summary>To look where an input comes from must not fail where the model's own pass does not.</summary>
    [Fact]
    public void A_way_that_cannot_be_gone_back_is_left_alone()
    {
        using var scope = NewDisposeScope();
        using var model = new Overwriter();
        using var listener = new Listener(model, columnsMayDiffer: false);
        Assert.Equal(2, model.call(ones(4, 3)).shape[1]);
    }

    private static (Probe Probe, int[] Calls) Probe(nn.Module<Tensor, Tensor> model)
    {
        using var table = new ParameterTable(model.parameters(), model.named_parameters());
        using var listener = new Listener(model, columnsMayDiffer: false);
        var loss = Loss(model);
        loss.backward();
        var probe = listener.Read(loss.item<float>());
        CallCount.Note(table, probe);
        return (probe, [.. table.Infos.Select(info => info.Calls)]);
    }

    private static Tensor Loss(nn.Module<Tensor, Tensor> model)
    {
        using var generator = new Generator(7);
        return model.call(randn([16, 8], generator: generator)).square().mean();
    }

    private sealed class Judge : nn.Module<Tensor, Tensor>
    {
        private readonly Linear maker = nn.Linear(8, 8),
            critic = nn.Linear(8, 1);

        public Judge()
            : base("judge") => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var made = maker.call(x);
            return cat([critic.call(made), critic.call(made.detach()), critic.call(made * 2)], 1);
        }
    }

    private sealed class Refiner : nn.Module<Tensor, Tensor>
    {
        private readonly Linear refine = nn.Linear(8, 8),
            readout = nn.Linear(8, 1);

        public Refiner()
            : base("refiner")
        {
            using var off = no_grad();
            refine.weight.copy_(eye(8) * 0.5);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            for (var i = 0; i < 4; i++)
                x = refine.call(x);
            return readout.call(x);
        }
    }

    /// <summary>Calls a layer on its own output, overwritten where its gradient would be needed.</summary>
    private sealed class Overwriter : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _refine = nn.Linear(3, 3);
        private readonly Linear _head = nn.Linear(3, 2);

        public Overwriter()
            : base("overwriter")
        {
            register_module("refine", _refine);
            register_module("head", _head);
        }

        public override Tensor forward(Tensor x)
        {
            var bent = _refine.call(x).sigmoid();
            bent.Scale(2); // sigmoid's gradient is made of its result
            return _head.call(_refine.call(bent));
        }
    }
}
