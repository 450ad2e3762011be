using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Of operations at their edges, in a module, between modules and in a loss: the operation and the module are named.</summary>
[TensorTests]
public sealed class FirstBadOperationTests
{
    // made to be 0, -1 or large, with a way back to the weights
    private static Tensor Zero(Tensor x) => x.mul(0);

    private static Tensor Minus(Tensor x) => x.mul(0).sub(1);

    private static Tensor Large(Tensor x) => x.mul(0).add(1000);

    private static readonly (string Name, Func<Tensor, Tensor> Function)[] s_forward =
    [
        ("sqrt", x => Minus(x).sqrt()),
        ("rsqrt", x => Zero(x).rsqrt()),
        ("log", x => Zero(x).log()),
        ("log2", x => Zero(x).log2()),
        ("log10", x => Zero(x).log10()),
        ("log1p", x => Minus(x).log1p()),
        ("exp", x => Large(x).exp()),
        ("expm1", x => Large(x).expm1()),
        ("exp2", x => Large(x).exp2()),
        ("exp", x => Large(x).exp() - Large(x).exp()),
        ("sinh", x => Large(x).sinh()),
        ("cosh", x => Large(x).cosh()),
        ("reciprocal", x => Zero(x).reciprocal()),
        ("div", x => Zero(x) / Zero(x)),
        ("div", x => x / Zero(x)),
        ("pow", x => Minus(x).pow(0.5)),
        ("pow", x => Zero(x).pow(-1)),
        ("acos", x => Minus(x).sub(1).acos()),
        ("asin", x => Minus(x).sub(1).asin()),
        ("atanh", x => Minus(x).atanh()),
        ("acosh", x => Zero(x).acosh()),
        ("lgamma", x => Zero(x).lgamma()),
        ("softmax", x => x.masked_fill(ones_like(x).to(ScalarType.Bool), double.NegativeInfinity).softmax(-1)),
        ("log_softmax", x => x.masked_fill(ones_like(x).to(ScalarType.Bool), double.NegativeInfinity).log_softmax(-1)),
    ];

    private static readonly (string Name, Func<Tensor, Tensor> Function)[] s_backward =
    [
        ("sqrt", x => Zero(x).sqrt()),
        ("pow", x => Zero(x).pow(0.5)),
        ("acos", x => Minus(x).acos()),
        ("asin", x => Minus(x).asin()),
        ("acosh", x => Zero(x).add(1).acosh()),
        ("rsqrt", x => where(x.isnan(), Zero(x).rsqrt(), x)),
        ("log1p", x => where(x.isnan(), Minus(x).log1p(), x)),
        ("log", x => where(x.isnan(), Zero(x).log(), x)),
        ("sqrt", x => where(x.isnan(), Minus(x).sqrt(), x)),
        ("div", x => where(x.isnan(), x / Zero(x), x)),
    ];

    private static Tensor Input() => randn([8, 5], generator: new Generator(3));

    public static TheoryData<int> Forward => [.. Enumerable.Range(0, s_forward.Length)];

    public static TheoryData<int> Backward => [.. Enumerable.Range(0, s_backward.Length)];

    [Theory]
    [MemberData(nameof(Forward))]
    public void Of_a_module_the_operation_and_the_module_are_named(int kind)
    {
        var (name, function) = s_forward[kind];
        using var model = Net(function);
        var found = FirstBadOperation.Find(model, () => model.call(Input()).square().mean());
        Assert.Equal((StepPass.Forward, "body.odd", name), (found!.Pass, found.Where, found.Operation));
        Assert.True(double.IsFinite(found.LargestInput));
    }

    [Theory]
    [MemberData(nameof(Forward))]
    public void Of_a_loss_the_operation_is_named(int kind)
    {
        var (name, function) = s_forward[kind];
        using var model = Net(x => x.alias());
        var found = FirstBadOperation.Find(model, () => function(model.call(Input())).mean());
        Assert.Equal((StepPass.Loss, "", name), (found!.Pass, found.Where, found.Operation));
    }

    [Theory]
    [MemberData(nameof(Forward))]
    public void Between_modules_the_one_around_them_is_named(int kind)
    {
        var (name, function) = s_forward[kind];
        using var model = new Between(function);
        var found = FirstBadOperation.Find(model, () => model.call(Input()).square().mean());
        Assert.Equal((StepPass.Forward, "block", "block.first", name), (found!.Pass, found.Where, found.Behind, found.Operation));
    }

    [Theory]
    [MemberData(nameof(Backward))]
    public void Of_a_derivative_alone_the_operation_and_the_module_are_named(int kind)
    {
        var (name, function) = s_backward[kind];
        using var model = Net(function);
        var found = FirstBadOperation.Find(model, () => model.call(Input()).mean());
        Assert.Equal((StepPass.Backward, "body.odd", name), (found!.Pass, found.Where, found.Operation));
    }

    [Fact]
    public void Data_and_weights_come_before_what_passes_them_on()
    {
        using var model = Net(x => x.relu());
        var broken = Input();
        broken[0, 0] = float.NaN;
        var data = FirstBadOperation.Find(model, () => model.call(broken).mean())!;
        Assert.Equal((StepPass.Data, (1, 40)), (data.Pass, data.Values));
        using (no_grad())
            model.get_parameter("body.linear2.weight")![0, 0] = float.PositiveInfinity;
        var weight = FirstBadOperation.Find(model, () => model.call(Input()).mean())!;
        Assert.Equal((StepPass.Weights, "body.linear2.weight"), (weight.Pass, weight.Where));
    }

    [Fact]
    public void Of_a_step_that_is_finite_there_is_none_and_nothing_is_changed()
    {
        using var model = Net(x => x.tanh());
        var x = Input();
        model.call(x).mean().backward();
        var before = model.parameters().Select(p => p.grad!.clone()).ToArray();
        Assert.Null(FirstBadOperation.Find(model, () => model.call(x).square().mean()));
        Assert.All(model.parameters().Zip(before), it => Assert.True(it.First.grad!.Equals(it.Second)));
    }

    private static Sequential Net(Func<Tensor, Tensor> odd) =>
        nn.Sequential(
            ("first", nn.Linear(5, 6)),
            ("body", nn.Sequential(("linear1", nn.Linear(6, 6)), ("odd", new Pointwise("Odd", odd)), ("linear2", nn.Linear(6, 4)))),
            ("last", nn.Linear(4, 3))
        );

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first = nn.Linear(5, 6),
            second = nn.Linear(6, 3);
        private readonly Func<Tensor, Tensor> _odd;

        public Block(Func<Tensor, Tensor> odd)
            : base("block")
        {
            _odd = odd;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => second.call(_odd(first.call(x)));
    }

    private sealed class Between : nn.Module<Tensor, Tensor>
    {
        private readonly Block block;

        public Between(Func<Tensor, Tensor> odd)
            : base("between")
        {
            block = new(odd);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => block.call(x);
    }
}
