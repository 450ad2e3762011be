using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Guarding;

/// <summary>What a pass was given and gave, and where in it something ceased to be finite.</summary>
[TensorTests]
public sealed class PassWatchTests
{
    private sealed class Between : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _first = nn.Linear(2, 2),
            _second = nn.Linear(2, 2);

        public Between()
            : base("between") => RegisterComponents();

        public double Middle { get; set; } = 1;

        public double End { get; set; } = 1;

        public override Tensor forward(Tensor input) => _second.call(_first.call(input).Times(Middle)).Times(End);
    }

    [Fact]
    public void Each_pass_has_its_own_peaks()
    {
        using var model = nn.Linear(2, 2, hasBias: false);
        using var watch = new PassWatch(model);
        using (no_grad())
            model.weight!.fill_(0.1);
        Assert.Null(watch.Take());
        model.call(
            tensor(
                new[,]
                {
                    { 3f, -5f },
                }
            )
        );
        var first = watch.Take()!.Value;
        Assert.Equal((true, 5, true), (first.InputIsFinite, first.InputPeak, first.OutputIsFinite));
        Assert.Equal(0.2, first.OutputPeak, 1e-6);
        Assert.Null(watch.Take());
        model.call(
            tensor(
                new[,]
                {
                    { 0.5f, 0.25f },
                }
            )
        );
        Assert.Equal(0.5, watch.Take()!.Value.InputPeak);
        // of two passes before a step, the larger
        model.call(
            tensor(
                new[,]
                {
                    { 2f, 0f },
                }
            )
        );
        model.call(
            tensor(
                new[,]
                {
                    { 1f, 0f },
                }
            )
        );
        Assert.Equal(2, watch.Take()!.Value.InputPeak);
    }

    [Fact]
    public void Symbols_have_no_size()
    {
        using var model = nn.Embedding(9, 2);
        using var watch = new PassWatch(model);
        model.call(tensor(new[] { 8L, 7L }));
        var pass = watch.Take()!.Value;
        Assert.Equal((true, 0), (pass.InputIsFinite, pass.InputPeak));
    }

    [Theory]
    [InlineData(1, 1, "")]
    [InlineData(double.NaN, 1, " (first between _first and _second)")]
    [InlineData(1, double.NaN, " (first behind _second)")]
    public void It_tells_where(double middle, double end, string where)
    {
        using var model = new Between { Middle = middle, End = end };
        using var watch = new PassWatch(model);
        model.call(ones(1, 2));
        var pass = watch.Take()!.Value;
        Assert.Equal((where.Length == 0, where), (pass.OutputIsFinite, pass.Where));
    }
}
