using Ballast.Testing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Recovery;

/// <summary>A copy that is no longer as it was taken is seen, wherever in it a bit turns.</summary>
[TensorTests]
public sealed class SnapshotTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_bit_that_turns_is_seen_in_weights_and_in_the_optimizer(bool isOurs)
    {
        using var model = nn.Linear(5, 3);
        using optim.Optimizer optimizer = isOurs ? Ballast.Optimizers.Adam(model.parameters()) : optim.Adam(model.parameters());
        Step(model, optimizer);
        using var snapshot = new Snapshot(new Trained(model, [.. model.parameters()], optimizer));
        snapshot.Take();
        Assert.True(snapshot.IsIntact());
        var copy = snapshot.Copies.First();
        using (var before = copy.clone())
        {
            copy[0, 1] = copy[0, 1].Plus(1e-7);
            Assert.False(snapshot.IsIntact());
            copy.copy_(before);
        }

        Assert.True(snapshot.IsIntact());
        using var state = new OptimizerCopy(optimizer);
        state.Take();
        Assert.True(state.IsIntact());
        Assert.Equal(isOurs, state.Written.IsEmpty);
        if (isOurs)
            return;
        foreach (var at in (int[])[0, state.Written.Length / 2, state.Written.Length - 1])
        {
            state.Written[at] ^= 4;
            Assert.False(state.IsIntact());
            state.Written[at] ^= 4;
            Assert.True(state.IsIntact());
        }
    }

    private static void Step(Linear model, optim.Optimizer optimizer)
    {
        using var scope = NewDisposeScope();
        model.call(ones(2, 5)).sum().backward();
        optimizer.step();
    }
}
