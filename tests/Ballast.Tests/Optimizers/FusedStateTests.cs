using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What an optimizer remembers of one parameter, compared, copied and moved as TorchSharp asks for it.</summary>
[TensorTests]
public sealed class FusedStateTests
{
    private static FusedOptimizer Stepped(Holder model, int steps)
    {
        var optimizer = Ballast.Optimizers.Adam(model.All);
        for (var i = 0; i < steps; i++)
        {
            model.SetGradients(i);
            optimizer.step();
        }

        return optimizer;
    }

    [Fact]
    public void States_are_alike_if_all_of_it_is()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [3, 2], [4]);
        using var other = Holder.Random(1, ScalarType.Float32, [3, 2], [4]);
        using var one = Stepped(model, 3);
        using var same = Stepped(other, 3);
        Assert.All(one.States.Zip(same.States), it => Assert.True(it.First.ApproximatelyEquals(it.Second)));
        foreach (var slot in (int[])[0, 1])
        {
            var first = same.States.First().Slots[slot]!;
            using var before = first.clone();
            first.add_(1);
            Assert.False(one.States.First().ApproximatelyEquals(same.States.First()));
            first.copy_(before);
            Assert.True(one.States.First().ApproximatelyEquals(same.States.First()));
        }

        using var fresh = Stepped(other, 0);
        Assert.False(one.States.First().ApproximatelyEquals(fresh.States.First()));
        Assert.False(fresh.States.First().ApproximatelyEquals(one.States.First()));
        using var longer = Stepped(other, 4);
        Assert.False(one.States.First().ApproximatelyEquals(longer.States.First()));
    }

    [Fact]
    public void What_is_loaded_is_a_copy_of_every_slot()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [3, 2]);
        using var other = Holder.Random(1, ScalarType.Float32, [3, 2]);
        using var one = Stepped(model, 3);
        using var fresh = Stepped(other, 0);
        var (from, to) = (one.States.Single(), fresh.States.Single());
        to.LoadStateDict(from);
        to.to(CPU);
        Assert.True(to.ApproximatelyEquals(from));
        Assert.Equal(3, to.Step);
        Assert.All(from.Slots.Zip(to.Slots), it => Assert.Equal(it.First is null, it.Second is null));
        from.Slots[0]!.add_(1);
        Assert.False(to.ApproximatelyEquals(from));
        using var sgd = Ballast.Optimizers.SGD(model.All, 0.1);
        Assert.Throws<ArgumentException>(() => to.LoadStateDict(sgd.States.Single()));
    }

    [Fact]
    public void Facts_without_a_tensor_are_those_of_one_value()
    {
        var facts = new TensorFacts([0.1, 0.9], 5);
        Assert.Equal((0.1, 0.9, 5, 1, 1), (facts[0], facts[1], facts.Step, facts.Dimensions, facts.Count));
    }
}
