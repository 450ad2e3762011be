using Ballast.Testing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Guarding;

/// <summary>A critic and a generator under one guard.</summary>
[TensorTests]
public sealed class JointGuardTests
{
    private sealed class Game : IDisposable
    {
        public Game(Func<GuardOptions>? options = null, params IRecordSink[] sinks)
        {
            using var generator = new Generator(3);
            Critic = Models.Mlp([2], 1, new ModelOptions { Hidden = [16], Seed = 1 });
            Maker = Models.Mlp([2], 2, new ModelOptions { Hidden = [16], Seed = 2 });
            (CriticStep, MakerStep) = (
                Ballast.Optimizers.Adam(Critic.parameters(), 1e-3),
                Ballast.Optimizers.Adam(Maker.parameters(), 1e-3)
            );
            Guard = JointGuard.For([new("critic", Critic, CriticStep), new("maker", Maker, MakerStep)], options, sinks);
        }

        public nn.Module<Tensor, Tensor> Critic { get; }
        public nn.Module<Tensor, Tensor> Maker { get; }
        public FusedOptimizer CriticStep { get; }
        public FusedOptimizer MakerStep { get; }
        public JointGuard Guard { get; }

        public StepRecord Round(int seed, string player, double factor = 1)
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)seed);
            var (noise, real) = (randn([32, 2], generator: generator), randn([32, 2], generator: generator).Plus(2));
            CriticStep.zero_grad();
            MakerStep.zero_grad();
            var made = Maker.call(noise);
            var loss = player == "maker" ? Critic.call(made).neg().mean() : Critic.call(made).mean() - Critic.call(real).mean();
            loss = loss.Times(factor);
            Guard.Backward(player, loss);
            return Guard.Step(player, loss);
        }

        public double[] Weights() => [.. Critic.parameters().Concat(Maker.parameters()).SelectMany(Holder.Values)];

        public void Dispose()
        {
            Guard.Dispose();
            CriticStep.Dispose();
            MakerStep.Dispose();
            Critic.Dispose();
            Maker.Dispose();
        }
    }

    [Fact]
    public void Steps_are_numbered_through_and_named_by_player()
    {
        var sink = new CollectingSink();
        using var game = new Game(null, sink);
        foreach (var (i, player) in new[] { "critic", "critic", "maker", "critic" }.Index())
            game.Round(i, player);
        Assert.Equal([0, 1, 2, 3], sink.Records.Select(record => record.Step));
        Assert.All(sink.Records, record => Assert.Equal(8, record.Reading.Parameters.Length));
        var third = sink.Records[2].Reading.Parameters.ToArray();
        Assert.Equal(["critic.linear1.weight", "maker.linear1.weight"], new[] { third[0], third[4] }.Select(it => it.Info.Name));
        Assert.All(third[..4], it => Assert.True(it.IsAbsent));
        Assert.All(third[4..], it => Assert.False(it.IsAbsent));
        Assert.True(third[4].Norm > 0);
    }

    /// <summary>The same weights as with two guards that know nothing of each other.</summary>
    [Fact]
    public void Each_player_is_guarded_as_it_were_alone()
    {
        using var joint = new Game();
        using var apart = new Game();
        using var critic = StepGuard.For(apart.Critic, apart.CriticStep);
        using var maker = StepGuard.For(apart.Maker, apart.MakerStep);
        for (var step = 0; step < 12; step++)
        {
            var player = step % 3 == 2 ? "maker" : "critic";
            joint.Round(step, player);
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)step);
            var (noise, real) = (randn([32, 2], generator: generator), randn([32, 2], generator: generator).Plus(2));
            apart.CriticStep.zero_grad();
            apart.MakerStep.zero_grad();
            var made = apart.Maker.call(noise);
            var loss =
                player == "maker" ? apart.Critic.call(made).neg().mean() : apart.Critic.call(made).mean() - apart.Critic.call(real).mean();
            var guard = player == "maker" ? maker : critic;
            guard.Backward(loss);
            guard.Step(loss);
        }

        Assert.Equal(apart.Weights(), joint.Weights());
    }

    [Fact]
    public void A_refusal_names_its_player_and_a_halt_ends_all()
    {
        var sink = new CollectingSink();
        using var game = new Game(() => new GuardOptions { Rules = [Rules.Escalate(after: 1), Rules.ClipEach(1e-6)] }, sink);
        game.Round(0, "maker");
        Assert.StartsWith("maker: gradient norm", sink.Records[0].Verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(1, sink.Records[0].Verdict.ScaleOf(0));
        Assert.True(sink.Records[0].Verdict.ScaleOf(4) < 1);
        game.Round(1, "critic", double.NaN);
        Assert.StartsWith("critic: ", sink.Records[1].Verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(VerdictKind.Skip, sink.Records[1].Verdict.Kind);
        Assert.Throws<TrainingHaltedException>(() => game.Round(2, "critic", double.NaN));
        Assert.Equal(VerdictKind.Halt, sink.Records[2].Verdict.Kind);
        Assert.Contains("halted at a step of critic", Assert.Throws<InvalidOperationException>(() => game.Round(3, "maker")).Message);
    }

    [Fact]
    public void Saved_and_loaded_it_goes_on()
    {
        var (first, second) = (new CollectingSink(), new CollectingSink());
        using var game = new Game(null, first);
        using var other = new Game(null, second);
        for (var step = 0; step < 5; step++)
            game.Round(step, step % 2 == 0 ? "critic" : "maker");
        using var state = new MemoryStream();
        game.Guard.Save(state);
        state.Position = 0;
        other.Guard.Load(state);
        other.Round(5, "maker");
        Assert.Equal(5, second.Records[0].Step);
        foreach (var cut in new[] { 0, 9, 40, (int)state.Length - 1 })
            Assert.ThrowsAny<Exception>(() => other.Guard.Load(new MemoryStream(state.ToArray()[..cut])));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        using var game = new Game();
        Player player = new("critic", game.Critic, game.CriticStep);
        Assert.Contains(
            "Two players are called 'critic'",
            Assert.Throws<ArgumentException>(() => JointGuard.For([player, player])).Message
        );
        Assert.Contains("needs at least one", Assert.Throws<ArgumentException>(() => JointGuard.For([])).Message);
        Assert.Contains(
            "take one player back",
            Assert.Throws<ArgumentException>(() => JointGuard.For([player], () => GuardOptions.Auto with { Recovery = new() })).Message
        );
        Assert.Contains("Did you mean 'critic'?", Assert.Throws<ArgumentException>(() => game.Round(1, "crtic")).Message);
    }
}
