using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Setup;

/// <summary>What is known of inputs from one batch, and from two.</summary>
[TensorTests]
public sealed class InputScaleTests : IDisposable
{
    private readonly Linear _model = nn.Linear(3, 2);

    public void Dispose() => _model.Dispose();

    private WeightedModule Module => WeightedModule.Of(_model).First();

    [Fact]
    public void Large_inputs_have_the_mean_and_the_spread_of_all_of_them()
    {
        var x = randn(200, 3).Times(40).Plus(300);
        var scale = InputScale.Of(Module, x, mayDiffer: true);
        Assert.True(scale.IsLarge);
        Assert.Equal(300, Assert.Single(scale.Mean), 8.0);
        Assert.Equal(40, Assert.Single(scale.Std), 4.0);
        Assert.Equal((200, 600), (scale.Rows, scale.Values));
        Assert.False(InputScale.Of(Module, x.Minus(300).Over(40), mayDiffer: true).IsLarge);
    }

    [Fact]
    public void Columns_of_other_sizes_are_told_apart_where_they_may_and_rows_suffice()
    {
        var x = randn(200, 3) * tensor(new[] { 1f, 1, 1000 });
        var apart = InputScale.Of(Module, x, mayDiffer: true);
        Assert.Equal(3, apart.Std.Length);
        Assert.Equal(1, apart.Std[0], 0.2);
        Assert.Equal(1000, apart.Std[2], 200.0);
        Assert.Single(InputScale.Of(Module, x, mayDiffer: false).Std);
        Assert.Single(InputScale.Of(Module, x[..7], mayDiffer: true).Std);
        Assert.Equal(3, InputScale.Of(Module, x[..8], mayDiffer: true).Std.Length);
    }

    [Fact]
    public void Two_batches_are_as_one_of_both()
    {
        var x = randn(90, 3).Times(40).Plus(300);
        var (first, second, both) = (Of(x[..30]), Of(x[30..]), Of(x));
        var together = first.With(second);
        Assert.Equal(both.Size, together.Size, 1e-3);
        Assert.Equal(both.Mean[0], together.Mean[0], 1e-3);
        Assert.Equal(both.Std[0], together.Std[0], 1e-2);
        Assert.Equal((both.Rows, both.Values), (together.Rows, together.Values));

        InputScale Of(Tensor rows) => InputScale.Of(Module, rows, mayDiffer: false);
    }

    /// <summary>With c/2 e² a row, of outputs that are the targets and a constant beside them.</summary>
    [Theory]
    [InlineData(1, 2, 4)]
    [InlineData(3, 2, 4)]
    [InlineData(1, 10, 100)]
    public void A_squared_error_tells_how_far_outputs_are(double curvature, double away, double excess)
    {
        var targets = randn(4000, 1, ScalarType.Float64);
        var errors = full_like(targets, curvature * away);
        var loss = curvature / 2 * away * away;
        Assert.Equal(excess / 2, HeadPull.Excess(loss, [(targets.Plus(away), errors)]), 0.1 * excess);
        Assert.Equal(0, HeadPull.Excess(loss, []));
        Assert.Equal(0, HeadPull.Excess(loss, [(targets[..1].Plus(away), errors[..1])]));
        Assert.Equal(0, HeadPull.Excess(loss, [(full_like(targets, 7 + away), errors)]));
        Assert.Equal(0, HeadPull.Excess(-loss, [(targets.Plus(away), errors)]));
    }
}
