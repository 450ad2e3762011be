using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Faults;

/// <summary>The injector that is shipped: it strikes what it says, and nothing else.</summary>
[TensorTests]
public sealed class StrikeTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void A_bit_that_is_turned_twice_is_as_it_was(ScalarType type)
    {
        var bits = (int)zeros(1, type).ElementSize * 8;
        for (var bit = 0; bit < bits - 2; bit++) // the two largest may make what is not finite of it
        {
            var values = ones(3, 4, type);
            var fault = new Fault(FaultKind.BitFlip, 0) { Index = 14, Bit = bit };
            Strike.On(values, fault);
            Assert.Equal(1, values.ne(1).sum().item<long>());
            Assert.NotEqual(1, values[0, 2].to(ScalarType.Float64).item<double>());
            Strike.On(values, fault);
            Assert.Equal(12, values.eq(1).sum().item<long>());
        }
    }

    [Fact]
    public void The_largest_bit_of_the_exponent_makes_a_small_weight_enormous()
    {
        var values = full(2, 0.01f);
        Strike.On(values, new(FaultKind.BitFlip, 0) { Bit = 30 });
        Assert.Equal([3.4e36f, 0.01f], values.data<float>().ToArray().Select(value => value > 1 ? 3.4e36f : value));
        Assert.True(values[0].item<float>() > 1e36);
    }

    [Fact]
    public void Other_kinds_and_memory_that_is_not_in_one_piece()
    {
        var whole = zeros(3, 4);
        var turned = whole.t();
        Strike.On(turned, new(FaultKind.Huge, 0) { Index = 1 });
        Assert.Equal(1e30f, whole[1, 0].item<float>());
        Strike.On(turned, new(FaultKind.NaN, 0) { Index = -1 });
        Assert.True(float.IsNaN(whole[2, 3].item<float>()));
        Strike.On(turned, new(FaultKind.Infinity, 0) { Index = 12 });
        Assert.True(float.IsInfinity(whole[0, 0].item<float>()));
        var ones = torch.ones(4);
        Strike.On(ones, new(FaultKind.Spike, 0, Factor: 5));
        Assert.Equal(20, ones.sum().item<float>());
    }

    [Fact]
    public void What_is_no_number_or_none_at_all_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Strike.On(zeros(0), new(FaultKind.NaN, 0)));
        Assert.Throws<ArgumentException>(() => Strike.On(zeros(3, ScalarType.Int64), new(FaultKind.NaN, 0)));
    }

    [Fact]
    public void The_injector_strikes_what_a_fault_names_at_its_step()
    {
        using var model = nn.Sequential(("in", nn.Linear(3, 4)), ("bn", nn.BatchNorm1d(4)));
        using var optimizer = Ballast.Optimizers.Adam(model.parameters());
        var faults = new FaultInjector(
            model,
            new Fault(FaultKind.NaN, Step: 1, "in.bias") { Place = FaultPlace.Weight },
            new Fault(FaultKind.Huge, Step: 1, "bn.running_var") { Place = FaultPlace.Buffer, Index = 2 },
            new Fault(FaultKind.Huge, Step: 1) { Place = FaultPlace.State },
            new Fault(FaultKind.Infinity, Step: 2)
        )
        {
            Optimizer = optimizer,
        };
        Assert.Equal([0, 3, 1, 0], Enumerable.Range(0, 4).Select(_ => Step(model, optimizer, faults)));
        var named = model.state_dict();
        Assert.Equal(1, named["in.bias"].isnan().sum().item<long>());
        Assert.Equal(1e30f, named["bn.running_var"][2].item<float>());

        var wrong = new FaultInjector(model, new Fault(FaultKind.NaN, Step: 0, "out.weight"));
        Assert.Contains("name one of in.weight", Assert.Throws<ArgumentException>(() => wrong.Inject()).Message, StringComparison.Ordinal);
        var stateless = new FaultInjector(model, new Fault(FaultKind.NaN, Step: 0) { Place = FaultPlace.State });
        Assert.Contains("set Optimizer", Assert.Throws<ArgumentException>(() => stateless.Inject()).Message, StringComparison.Ordinal);
    }

    private static int Step(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, FaultInjector faults)
    {
        optimizer.zero_grad();
        model.eval(); // so that buffers stay as they were struck
        model.call(randn(2, 3)).sum().backward();
        var struck = faults.Inject();
        if (struck == 0)
            optimizer.step();
        return struck;
    }
}
