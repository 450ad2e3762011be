using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>A group norm that holds what was in memory is set, and one that was meant so is left alone.</summary>
public sealed class UnsetNormTests
{
    public static TheoryData<float, float> Memory =>
        new()
        {
            { 7e10f, 0 },
            { 1e-40f, 0 },
            { float.NaN, 0 },
            { float.PositiveInfinity, 1 },
            { 1, 3e29f },
            { 0, 0 },
        };

    [Theory]
    [MemberData(nameof(Memory))]
    public void The_first_pass_sets_it(float scale, float shift)
    {
        using var net = new Net(scale, shift);
        using var optimizer = Ballast.Optimizers.AdamW(net.parameters(), 1e-3);
        using var guard = StepGuard.For(net, optimizer);
        var first = Step(net, optimizer, guard, 0);
        Assert.Equal(VerdictKind.Skip, first.Verdict.Kind);
        Assert.Contains("norm begins with scale 1 and shift 0", Assert.Single(first.Edits), StringComparison.Ordinal);
        Assert.Equal(1, Sizes.RootMeanSquare(net.Norm.weight));
        Assert.Equal(0, Sizes.RootMeanSquare(net.Norm.bias!));
        for (var i = 1; i < 30; i++)
            Assert.True(Step(net, optimizer, guard, i).Verdict.TakesStep);
    }

    [Theory]
    [MemberData(nameof(Memory))]
    public void Preparing_sets_it(float scale, float shift)
    {
        using var net = new Net(scale, shift);
        using var optimizer = Ballast.Optimizers.AdamW(net.parameters(), 1e-3);
        using var guard = StepGuard.For(net, optimizer);
        var preparation = guard.Prepare([0, 1, 2, 3, 4], i => Loss(net, i));
        Assert.Contains("norm begins with scale 1 and shift 0", preparation.Done[0], StringComparison.Ordinal);
        Assert.Equal(1, Sizes.RootMeanSquare(net.Norm.weight));
        Assert.True(Step(net, optimizer, guard, 5).Verdict.TakesStep);
    }

    [Theory]
    [MemberData(nameof(Memory))]
    public void The_look_before_the_first_step_names_it_first(float scale, float shift)
    {
        using var net = new Net(scale, shift);
        var diagnosis = Preflight.Inspect(net, [0, 1, 2], i => Loss(net, i));
        Assert.Equal("INIT003", diagnosis.Findings[0].Code);
        Assert.Equal("norm", diagnosis.Findings[0].Where);
        Assert.Equal(Cause.Initialization, diagnosis.Causes[0].Cause);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.02f, -3)]
    [InlineData(30, 8)]
    public void One_that_was_trained_or_loaded_stays(float scale, float shift)
    {
        using var net = new Net(scale, shift);
        Stays(net);
    }

    [Fact]
    public void A_residual_branch_that_begins_with_nothing_is_meant()
    {
        using var net = new Net(0, 0, isResidual: true);
        Stays(net);
        Assert.DoesNotContain(Preflight.Inspect(net, [0, 1], i => Loss(net, i)).Findings, it => it.Code == "INIT003");
    }

    [Fact]
    public void Looking_alone_changes_nothing()
    {
        using var net = new Net(7e10f, 0);
        using var optimizer = Ballast.Optimizers.SGD(net.parameters(), 1e-3);
        using var guard = StepGuard.For(net, optimizer, GuardOptions.Auto with { Repair = false });
        guard.Prepare([0, 1, 2], i => Loss(net, i));
        Step(net, optimizer, guard, 3);
        Assert.InRange(Sizes.RootMeanSquare(net.Norm.weight), 6e10, 8e10);
    }

    [Fact]
    public void All_of_a_model_are_set_by_one_call()
    {
        using var net = new Net(7e10f, 1e30f);
        Assert.Equal(1, Initialize.GroupNorms(net));
        Assert.Equal(1, Sizes.RootMeanSquare(net.Norm.weight));
        Assert.Equal(0, Sizes.RootMeanSquare(net.Norm.bias!));
    }

    private static void Stays(Net net)
    {
        var (scale, shift) = (net.Norm.weight.data<float>().ToArray(), net.Norm.bias!.data<float>().ToArray());
        using (var optimizer = Ballast.Optimizers.SGD(net.parameters(), 0.0))
        using (var guard = StepGuard.For(net, optimizer))
            Step(net, optimizer, guard, 0);
        using (var optimizer = Ballast.Optimizers.SGD(net.parameters(), 1e-3))
        using (var guard = StepGuard.For(net, optimizer))
            guard.Prepare([0, 1, 2], i => Loss(net, i));
        Assert.Equal(scale, net.Norm.weight.data<float>().ToArray());
        Assert.Equal(shift, net.Norm.bias!.data<float>().ToArray());
    }

    private static StepRecord Step(Net net, optim.Optimizer optimizer, StepGuard guard, int i)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = Loss(net, i);
        loss.backward();
        return guard.Step(loss);
    }

    private static Tensor Loss(Net net, int i)
    {
        using var generator = new Generator((ulong)(i + 1));
        var x = randn([32, 6], generator: generator);
        return nn.functional.mse_loss(net.call(x), x.narrow(1, 0, 1));
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _stem = nn.Linear(6, 8),
            _inner = nn.Linear(8, 8),
            _head = nn.Linear(8, 1);
        private readonly bool _isResidual;

        public Net(float scale, float shift, bool isResidual = false)
            : base("net")
        {
            using var off = no_grad();
            using var generator = new Generator(3);
            _isResidual = isResidual;
            register_module("stem", _stem);
            register_module("inner", _inner);
            register_module("norm", Norm);
            register_module("head", _head);
            Initializations.He().Apply(this, generator);
            Norm.weight.Set(scale);
            Norm.bias!.Set(shift);
        }

        public GroupNorm Norm { get; } = nn.GroupNorm(2, 8);

        public override Tensor forward(Tensor x)
        {
            var stem = nn.functional.relu(_stem.call(x));
            var branch = Norm.call(_inner.call(stem).unsqueeze(-1)).squeeze(-1);
            return _head.call(nn.functional.relu(_isResidual ? stem + branch : branch));
        }
    }
}
