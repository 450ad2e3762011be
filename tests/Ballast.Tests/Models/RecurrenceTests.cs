using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Cells made of linear layers against libtorch's own, given the same weights; and what the guard sees of them.</summary>
[TensorTests]
public sealed class RecurrenceTests
{
    private const long Inputs = 3,
        Width = 5,
        Steps = 7;

    [Fact]
    public void Rnn_is_libtorchs()
    {
        using var scope = NewDisposeScope();
        using var theirs = nn.RNN(Inputs, Width, batchFirst: true);
        using var ours = new Rnn(Inputs, Width, nn.Tanh(), everyStep: true);
        Copy(theirs, ours);
        Same(theirs.call(X).Item1, ours.call(X));
    }

    [Fact]
    public void Gru_is_libtorchs()
    {
        using var scope = NewDisposeScope();
        using var theirs = nn.GRU(Inputs, Width, batchFirst: true);
        using var ours = new Gru(Inputs, Width, everyStep: true);
        Copy(theirs, ours);
        Same(theirs.call(X).Item1, ours.call(X));
    }

    [Fact]
    public void Lstm_is_libtorchs()
    {
        using var scope = NewDisposeScope();
        using var theirs = nn.LSTM(Inputs, Width, batchFirst: true);
        using var ours = new Lstm(Inputs, Width, everyStep: true);
        Copy(theirs, ours);
        Same(theirs.call(X).Item1, ours.call(X));
    }

    [Fact]
    public void The_last_step_is_the_last_of_all()
    {
        using var scope = NewDisposeScope();
        using var all = new Lstm(Inputs, Width, everyStep: true);
        using var last = new Lstm(Inputs, Width, everyStep: false);
        last.load_state_dict(all.state_dict());
        Same(all.call(X).select(1, -1), last.call(X));
    }

    [Fact]
    public void The_forget_gate_starts_open_and_every_gate_is_orthogonal()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        using var cell = new Lstm(Inputs, Width, everyStep: false);
        cell.Initialise(Initializations.LeCun(), Initializations.Orthogonal(), generator);
        Assert.Equal([0, 1, 0, 0], cell.Input.bias!.view(4, Width).mean([1]).data<float>().ToArray());
        Assert.All(cell.Recurrent.weight.detach().chunk(4), gate => Assert.True(gate.matmul(gate.t()).allclose(eye(Width), atol: 1e-5)));
    }

    [Theory]
    [InlineData("rnn")]
    [InlineData("gru")]
    [InlineData("lstm")]
    public void The_probe_sees_every_step_once(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Models.Create(name, [Steps, Inputs], 2);
        using var listener = new Listener(model, columnsMayDiffer: false);
        using var loss = model.call(X).square().mean();
        loss.backward();
        var probe = listener.Read(loss.item<float>());
        Assert.Equal(
            [("recurrent1.input", 1), ("recurrent1.recurrent", (int)Steps), ("readout", 1)],
            probe.Order.Select(module => (module.Name, probe.OutputSizes[module].Length))
        );
        Assert.Equal(["recurrent1.recurrent"], probe.Loops.Select(module => module.Name));
    }

    [Fact]
    public void Attention_is_libtorchs()
    {
        using var scope = NewDisposeScope();
        const long width = 8;
        using var theirs = nn.MultiheadAttention(width, 2);
        using var ours = new SelfAttention(width, 2, causal: true);
        var there = theirs.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach());
        using (no_grad())
        {
            foreach (var (i, name) in new[] { "query", "key", "value" }.Index())
            {
                Of(ours, $"{name}.weight").copy_(there["in_proj_weight"].chunk(3)[i]);
                Of(ours, $"{name}.bias").copy_(there["in_proj_bias"].chunk(3)[i]);
            }

            Of(ours, "mix.weight").copy_(there["out_proj.weight"]);
            Of(ours, "mix.bias").copy_(there["out_proj.bias"]);
        }

        var x = randn(4, Steps, width);
        var sequence = x.transpose(0, 1);
        var later = zeros(Steps, Steps).masked_fill(ones(Steps, Steps).triu(1).to(ScalarType.Bool), float.NegativeInfinity);
        Same(theirs.call(sequence, sequence, sequence, null, false, later).Item1.transpose(0, 1), ours.call(x));
    }

    private static Tensor X
    {
        get
        {
            using var generator = new Generator(4);
            return randn(2, Steps, Inputs, generator: generator);
        }
    }

    private static Parameter Of(nn.Module module, string name) => module.named_parameters().Single(p => p.name == name).parameter;

    private static void Copy(nn.Module theirs, Recurrence ours)
    {
        using var off = no_grad();
        var there = theirs.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach());
        ours.Input.weight.copy_(there["weight_ih_l0"]);
        ours.Recurrent.weight.copy_(there["weight_hh_l0"]);
        ours.Input.bias!.copy_(there["bias_ih_l0"] + (ours.Recurrent.bias is null ? there["bias_hh_l0"] : zeros_like(there["bias_hh_l0"])));
        ours.Recurrent.bias?.copy_(there["bias_hh_l0"]);
    }

    private static void Same(Tensor expected, Tensor actual) =>
        Assert.True(expected.allclose(actual, rtol: 1e-5, atol: 1e-6), $"{(expected - actual).abs().max().item<float>()}");
}
