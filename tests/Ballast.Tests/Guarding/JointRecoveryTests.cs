using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Guarding;

/// <summary>Players go back together, at the end of a round, and all of them.</summary>
[TensorTests]
public sealed class JointRecoveryTests
{
    private static readonly RecoveryOptions s_often = new() { Every = 10, ConfirmAfter = 4 };

    // two turns of the critic, one of the maker; the noise comes from torch's own generator, as in loops that people write
    private sealed class Game : IDisposable
    {
        private readonly Counter _round = new();

        public Game(RecoveryOptions? recovery, Func<GuardOptions>? options = null, bool tells = true)
        {
            random.manual_seed(5);
            Critic = Models.Mlp([2], 1, new ModelOptions { Hidden = [16], Seed = 1 });
            Maker = Models.Mlp([2], 2, new ModelOptions { Hidden = [16], Seed = 2 });
            CriticStep = Ballast.Optimizers.Adam(Critic.parameters(), 1e-3);
            MakerStep = optim.Adam(Maker.parameters(), 1e-3); // TorchSharp's own
            Guard = JointGuard.For(
                [new("critic", Critic, CriticStep), new("maker", Maker, MakerStep)],
                options ?? (() => GuardOptions.Auto),
                [Sink],
                recovery
            );
            if (recovery is not null && tells)
                Guard.Recover([_round]);
        }

        public nn.Module<Tensor, Tensor> Critic { get; }
        public nn.Module<Tensor, Tensor> Maker { get; }
        public FusedOptimizer CriticStep { get; }
        public optim.Optimizer MakerStep { get; }
        public JointGuard Guard { get; }
        public CollectingSink Sink { get; } = new();

        /// <summary>What a player's loss is multiplied by.</summary>
        public Func<string, long, double> Factor { get; init; } = (_, _) => 1;

        public int Rounds => _round.Next;

        public void Round(int turns = 2, bool ends = true, Action<string>? before = null)
        {
            _round.Next++;
            for (var turn = 0; turn < turns; turn++)
                Turn("critic", before);
            if (ends)
                Turn("maker", before);
        }

        public double[] Weights() => [.. Critic.parameters().Concat(Maker.parameters()).SelectMany(Holder.Values)];

        public StepRecord[] Back() => [.. Sink.Records.Where(record => record.ReturnedTo is not null)];

        public void Dispose()
        {
            Guard.Dispose();
            CriticStep.Dispose();
            MakerStep.Dispose();
            Critic.Dispose();
            Maker.Dispose();
        }

        private void Turn(string player, Action<string>? before)
        {
            before?.Invoke(player);
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)_round.Next);
            CriticStep.zero_grad();
            MakerStep.zero_grad();
            var made = Maker.call(randn([32, 2]));
            var real = randn([32, 2], generator: generator).Plus(2);
            var loss = player == "maker" ? Critic.call(made).neg().mean() : Critic.call(made).mean() - Critic.call(real).mean();
            loss = loss.Times(Factor(player, Guard["critic"].Position));
            Guard.Backward(player, loss);
            Guard.Step(player, loss);
        }
    }

    private sealed class Counter : ICheckpointed
    {
        public int Next { get; set; }

        public void Save(BinaryWriter writer) => writer.Write(Next);

        public void Load(BinaryReader reader) => Next = reader.ReadInt32();
    }

    private static void Break(nn.Module model)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        model.parameters().Last().view(-1)[0].Set(double.NaN);
    }

    private static double[] Undisturbed(int rounds)
    {
        using var game = new Game(null);
        while (game.Rounds < rounds)
            game.Round();
        return game.Weights();
    }

    [Fact]
    public void Well_behaved_players_train_to_the_bit_as_without()
    {
        using var game = new Game(s_often);
        while (game.Rounds < 40)
            game.Round();
        Assert.Equal(Undisturbed(40), game.Weights());
        Assert.Empty(game.Back());
    }

    /// <summary>Whoever's weight breaks, and before whoever's step: all take the same rounds again, as if nothing had happened.</summary>
    [Theory]
    [InlineData("critic", "critic", false)]
    [InlineData("critic", "maker", false)]
    [InlineData("maker", "critic", true)]
    [InlineData("maker", "maker", true)]
    public void A_broken_weight_takes_all_back_and_they_end_to_the_bit_as_undisturbed(string whose, string before, bool later)
    {
        // no batch is to blame for a weight, so none is looked at for it
        using var game = new Game(s_often, () => GuardOptions.Auto with { OnRefusal = _ => throw new InvalidOperationException("asked") });
        var broken = false;
        while (game.Rounds < 40)
            game.Round(before: player =>
            {
                if (broken || game.Rounds != (later ? 31 : 22) || player != before)
                    return;
                broken = true;
                Break(whose == "critic" ? game.Critic : game.Maker);
            });
        Assert.Equal(Undisturbed(40), game.Weights());
        var back = Assert.Single(game.Back());
        Assert.True(back.Replays);
        Assert.StartsWith("maker: ", back.Verdict.Reason, StringComparison.Ordinal);
        Assert.Contains($"{whose}.linear2.bias holds a weight that is not finite", back.Verdict.Reason, StringComparison.Ordinal);
        Assert.Contains("all back to the state after step ", back.Verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(2, back.ReturnedTo % 3); // the end of a round
        Assert.Equal(Enumerable.Range(0, game.Sink.Records.Count).Select(i => (long)i), game.Sink.Records.Select(it => it.Step));
        var after = game.Sink.Records[(int)back.Step + 1];
        Assert.Equal(back.ReturnedTo + 1, after.Reading.Position);
        Assert.Equal(3 * 40 - 1, game.Sink.Records[^1].Reading.Position);
        var refused = game.Sink.Records.Where(it => it.Verdict.Kind == VerdictKind.Skip).ToArray();
        Assert.All(refused, it =>
            Assert.EndsWith("refused, and all go back at the next step of maker", it.Verdict.Reason, StringComparison.Ordinal)
        );
        Assert.Equal(before == "critic" ? 2 : 0, refused.Length);
        Assert.Contains(game.Sink.Records, it => it.Notices.Any(words => words.Contains("sound weights this time")));
    }

    [Fact]
    public void Refusals_of_one_take_all_back_at_half_the_rate()
    {
        using var game = new Game(s_often) { Factor = (player, step) => player == "critic" && step is >= 60 and < 90 ? double.NaN : 1 };
        while (game.Back().Length == 0)
            game.Round();
        var back = Assert.Single(game.Back());
        Assert.StartsWith("maker: 30 refused steps in a row; last: ", back.Verdict.Reason, StringComparison.Ordinal);
        Assert.Contains("at a lower learning rate for now", back.Verdict.Reason, StringComparison.Ordinal);
        Assert.False(back.Replays);
        game.Round();
        Assert.All(game.Sink.Records.TakeLast(3), record => Assert.Equal(5e-4, record.LearningRate, 1e-12));
    }

    [Fact]
    public void Where_the_last_player_is_idle_the_others_do_not_wait_for_it_for_long()
    {
        using var game = new Game(s_often);
        while (game.Rounds < 20)
            game.Round();
        var before = game.Weights();
        Break(game.Critic);
        game.Round(turns: 40, ends: false);
        var back = Assert.Single(game.Back());
        Assert.StartsWith("critic: critic.linear2.bias holds", back.Verdict.Reason, StringComparison.Ordinal);
        Assert.False(back.Replays);
        Assert.All(game.Weights(), weight => Assert.True(double.IsFinite(weight)));
        Assert.NotEqual(before, game.Weights());
    }

    /// <summary>A critic that is trained alone at first ends its rounds itself; what set-up does to the other is not taken back.</summary>
    [Fact]
    public void One_that_begins_alone_goes_back_alone_until_the_other_begins()
    {
        using var game = new Game(s_often);
        while (game.Rounds < 50)
            game.Round(turns: 1, ends: false);
        Break(game.Critic);
        while (game.Rounds < 60)
            game.Round(turns: 1, ends: false);
        Assert.Null(game.Guard.CheckWeights());
        var back = Assert.Single(game.Back());
        Assert.True(back.Replays);
        Assert.InRange(back.ReturnedTo!.Value, 30, 49);
        while (game.Rounds < 100)
            game.Round();
        Break(game.Maker);
        while (game.Rounds < 110)
            game.Round();
        Assert.Equal(2, game.Back().Length);
        Assert.True(game.Back()[1].Replays);
        Assert.All(game.Weights(), weight => Assert.True(double.IsFinite(weight)));
        using var whole = new Game(null);
        while (whole.Rounds < 60)
            whole.Round(turns: 1, ends: false);
        while (whole.Rounds < 110)
            whole.Round();
        Assert.Equal(whole.Weights(), game.Weights());
    }

    [Fact]
    public void A_rule_that_asks_for_it_is_followed_and_the_budget_ends_in_a_halt_of_all()
    {
        using var game = new Game(s_often with { Attempts = 2 }, () =>
            GuardOptions.Auto with
            {
                Rules = [Rules.Escalate(1, VerdictKind.Rollback)],
            }
        )
        {
            Factor = (player, step) => player == "critic" && step >= 40 ? double.NaN : 1,
        };
        var halted = Assert.Throws<TrainingHaltedException>(() =>
        {
            while (game.Rounds < 1000)
                game.Round();
        });
        Assert.Equal(2, game.Back().Length);
        Assert.All(game.Back(), record => Assert.StartsWith("maker: ", record.Verdict.Reason, StringComparison.Ordinal));
        Assert.Contains("went back 2 times and came here again", halted.Message, StringComparison.Ordinal);
        Assert.Contains("halted at a step of critic", Assert.Throws<InvalidOperationException>(() => game.Round()).Message);
        Assert.Null(game.Guard.CheckWeights());
        Assert.All(game.Weights(), weight => Assert.True(double.IsFinite(weight)));
    }

    [Theory]
    [InlineData("critic")]
    [InlineData("maker")]
    public void Between_two_rounds_all_are_looked_at(string whose)
    {
        using var game = new Game(s_often);
        while (game.Rounds < 25)
            game.Round();
        Assert.Null(game.Guard.CheckWeights());
        Break(whose == "critic" ? game.Critic : game.Maker);
        var back = game.Guard.CheckWeights();
        Assert.NotNull(back);
        Assert.True(back.Replays);
        Assert.Equal(VerdictKind.Rollback, game.Sink.Records[^1].Verdict.Kind);
        while (game.Rounds < 40)
            game.Round();
        Assert.Equal(Undisturbed(40), game.Weights());
    }

    [Fact]
    public void Saved_and_loaded_the_rate_and_the_way_go_on()
    {
        using var game = new Game(s_often) { Factor = (player, step) => player == "critic" && step is >= 60 and < 90 ? double.NaN : 1 };
        while (game.Back().Length == 0)
            game.Round();
        game.Round();
        using var state = new MemoryStream();
        game.Guard.Save(state);
        using var other = new Game(s_often);
        state.Position = 0;
        other.Guard.Load(state);
        using var again = new MemoryStream();
        other.Guard.Save(again);
        Assert.Equal(state.ToArray(), again.ToArray());
        other.Round();
        Assert.All(other.Sink.Records, record => Assert.Equal(5e-4, record.LearningRate, 1e-12));
        Assert.Equal(game.Sink.Records[^1].Step + 1, other.Sink.Records[0].Step);
    }

    /// <summary>Body and head of one model, each with an optimizer of its own.</summary>
    [Fact]
    public void Two_optimizers_of_one_model_go_back_together()
    {
        double[] Train(bool breaks)
        {
            random.manual_seed(3);
            using var model = nn.Sequential(("body", nn.Linear(4, 8)), ("act", nn.Tanh()), ("head", nn.Linear(8, 1)));
            using var body = Ballast.Optimizers.Adam(model.parameters().Take(2), 1e-2);
            using var head = Ballast.Optimizers.SGD(model.parameters().Skip(2), 1e-2, momentum: 0.9);
            using var guard = JointGuard.For([new("body", model, body), new("head", model, head)], null, [], s_often);
            var counter = new Counter();
            guard.Recover([counter]);
            while (counter.Next < 60)
            {
                counter.Next++;
                using var scope = NewDisposeScope();
                if (breaks && counter.Next == 45)
                {
                    breaks = false;
                    Break(model);
                }

                body.zero_grad();
                head.zero_grad();
                var x = randn(16, 4);
                var loss = nn.functional.mse_loss(model.call(x), x.sum([1], keepdim: true));
                loss.backward();
                guard.Step("body", loss);
                guard.Step("head", loss);
            }

            return [.. model.parameters().SelectMany(Holder.Values)];
        }

        Assert.Equal(Train(false), Train(true));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        using var game = new Game(null);
        Assert.Contains("hand a new RecoveryOptions()", Assert.Throws<InvalidOperationException>(() => game.Guard.Recover([])).Message);
        Player player = new("critic", game.Critic, game.CriticStep);
        Assert.Contains(
            "does not act",
            Assert.Throws<ArgumentException>(() => JointGuard.For([player], () => GuardOptions.ObserveOnly, recovery: new())).Message
        );
    }
}
