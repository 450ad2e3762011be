using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>
/// A guard whose model was moved, or that was disposed of: one clear message, no crash, and no training of weights that nobody uses.
/// </summary>
[TensorTests]
public sealed class MovedModelTests : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> _model = Models.Mlp([4], 2, new ModelOptions { Hidden = [3] });
    private readonly Tensor _x = randn(8, 4),
        _y = zeros(8, ScalarType.Int64);

    public void Dispose()
    {
        _model.Dispose();
        _x.Dispose();
        _y.Dispose();
    }

    public static TheoryData<string> Ways => ["double", "half", "back", "part", "replaced"];

    private void Move(string way)
    {
        using var off = no_grad();
        switch (way)
        {
            case "double":
                _model.to(ScalarType.Float64);
                break;
            case "half":
                _model.half();
                break;
            case "back":
                _model.to(ScalarType.Float64);
                _model.to(ScalarType.Float32);
                break;
            case "part":
                _model.named_children().Single(it => it.name == "linear2").module.to(ScalarType.Float64);
                break;
            default:
                var linear = (TorchSharp.Modules.Linear)_model.named_children().Single(it => it.name == "linear1").module;
                linear.weight = nn.Parameter(linear.weight.detach().clone().DetachFromDisposeScope());
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_model_that_moved_after_the_guard_was_built_is_refused_before_the_first_step(string way)
    {
        using var scope = NewDisposeScope();
        using var optimizer = Ballast.Optimizers.SGD(_model.parameters(), 0.1);
        using var guard = StepGuard.For(_model, optimizer);
        Move(way);
        Assert.Contains(
            "Move the model first, then build the optimizer, then the guard.",
            Assert.Throws<ReplacedParameterException>(() => guard.Prepare([0], _ => Loss())).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ReplacedParameterException>(() => Step(guard, optimizer));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void And_between_two_steps(string way)
    {
        using var scope = NewDisposeScope();
        using var optimizer = Ballast.Optimizers.AdamW(_model.parameters(), 0.1);
        using var guard = StepGuard.For(_model, optimizer);
        Step(guard, optimizer);
        Move(way);
        Assert.Contains(
            "is not the tensor any more",
            Assert.Throws<ReplacedParameterException>(() => Step(guard, optimizer)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_model_that_moves_to_where_it_is_goes_on()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Ballast.Optimizers.SGD(_model.parameters(), 0.1);
        using var guard = StepGuard.For(_model, optimizer);
        _model.to(CPU);
        _model.to(ScalarType.Float32);
        Step(guard, optimizer);
        Step(guard, optimizer);
    }

    [Fact]
    public void A_parameter_that_never_gets_a_gradient_is_no_other_one()
    {
        using var scope = NewDisposeScope();
        using var idle = nn.Linear(2, 2);
        using var both = nn.Sequential(("used", _model), ("idle", idle));
        using var optimizer = Ballast.Optimizers.SGD(both.parameters(), 0.1);
        using var guard = StepGuard.For(both, optimizer);
        Step(guard, optimizer);
        Step(guard, optimizer);
    }

    [Fact]
    public void A_guard_that_was_disposed_of_says_so()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Ballast.Optimizers.SGD(_model.parameters(), 0.1);
        var guard = StepGuard.For(_model, optimizer);
        Step(guard, optimizer);
        guard.Dispose();
        guard.Dispose();
        using var loss = Loss();
        foreach (
            var call in new Action[]
            {
                () => guard.Step(loss),
                () => guard.Backward(loss),
                () => guard.Prepare([0], _ => Loss()),
                () => guard.Save(Stream.Null),
                () => guard.Load(Stream.Null),
                () => guard.Recover([]),
            }
        )
            Assert.Contains("This guard was disposed of", Assert.Throws<ObjectDisposedException>(call).Message, StringComparison.Ordinal);
        Assert.Equal(4, guard.Parameters.Count);
    }

    private Tensor Loss()
    {
        using var x = _x.to(_model.parameters().First().dtype);
        return nn.functional.cross_entropy(_model.call(x), _y);
    }

    private void Step(StepGuard guard, FusedOptimizer optimizer)
    {
        using var zero = tensor(0f);
        Tensor loss;
        try
        {
            optimizer.zero_grad();
            loss = Loss();
            guard.Backward(loss);
        }
        catch (Exception fault)
            when (fault is System.Runtime.InteropServices.ExternalException
                || fault.Message.Contains("empty handle", StringComparison.Ordinal)
            )
        {
            loss = zero; // TorchSharp, before the guard is asked: parameters are gone, or layers of two types do not fit together
        }

        guard.Step(loss);
    }
}
