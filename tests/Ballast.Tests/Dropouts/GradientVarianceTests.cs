using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>
/// What dropouts do to gradients at fixed weights, which is what docs/dropout.md says of them. The variance is relative: E|g - E g|^2 / |E
/// g|^2 over masks.
/// </summary>
[TensorTests]
public sealed class GradientVarianceTests
{
    private const int Draws = 60;

    [Fact]
    public void Dropout_raises_it_and_more_raises_it_more()
    {
        double Of(params Regularizer[] it) => Variance(Models.Mlp([20], 3, new() { Hidden = [64, 64], Regularizers = it }), [32, 20]);
        Assert.Equal(0, Of());
        Assert.InRange(Of(new Regularizer("dropout", 0.2)), 0.02, 5);
        Assert.True(Of(new Regularizer("dropout", 0.5)) > 2 * Of(new Regularizer("dropout", 0.2)));
        Assert.True(Of(new Regularizer("drop-connect", 0.5)) > 2 * Of(new Regularizer("drop-connect", 0.2)));
        Assert.True(Of(new Regularizer("alpha-dropout", 0.2)) > 0.02);
    }

    [Fact]
    public void Inside_a_recurrence_that_grows_variational_dropout_is_far_worse_than_zoneout()
    {
        double Of(string name) =>
            Variance(
                Models.Rnn([20, 5], 3, new() { RecurrentInit = Initializations.Orthogonal(2), Regularizers = [new(name, 0.2)] }),
                [32, 20, 5]
            );
        Assert.True(Of("variational-dropout") > 3 * Of("zoneout"));
    }

    private static double Variance(nn.Module<Tensor, Tensor> model, long[] shape)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var (x, y) = (randn(shape, generator: generator), randint(3, shape[0], dtype: ScalarType.Int64, generator: generator));
        var all = stack([.. Enumerable.Range(0, Draws).Select(_ => Gradient(model, x, y))]);
        var mean = all.mean([0]);
        return ((all - mean).square().sum([1]).mean() / mean.square().sum()).item<double>();
    }

    private static Tensor Gradient(nn.Module<Tensor, Tensor> model, Tensor x, Tensor y)
    {
        model.zero_grad();
        nn.functional.cross_entropy(model.call(x), y).backward();
        return cat([.. model.parameters().Select(p => p.grad!.flatten().to(ScalarType.Float64))]);
    }
}
