using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Training;

[TensorTests]
public sealed class QuarantineTests
{
    /// <summary>One value that is NaN, one row whose loss overflows for itself: each is refused once, named, and gone.</summary>
    [Fact]
    public void Bad_samples_are_named_left_out_and_met_no_more()
    {
        var (records, batches, accuracy) = Train(bad: true, quarantine: true);
        Assert.Equal([17, 40], batches.LeftOut);
        var words = records
            .SelectMany(record => record.Edits)
            .Where(edit => edit.StartsWith("quarantine", StringComparison.Ordinal))
            .ToArray();
        Assert.InRange(words.Length, 1, 2);
        Assert.Contains(words, it => it.Contains("17", StringComparison.Ordinal));
        Assert.InRange(records.Count(record => !record.Verdict.TakesStep), 1, 2);
        Assert.True(accuracy > 0.9, $"{accuracy}");
    }

    /// <summary>In whichever of the batches of a step they are.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Bad_samples_of_accumulated_batches_are_left_out_too(int accumulate)
    {
        var (records, batches, _) = Train(bad: true, quarantine: true, accumulate);
        Assert.Equal([17, 40], batches.LeftOut);
        Assert.InRange(records.Count(record => !record.Verdict.TakesStep), 1, 2);
    }

    [Fact]
    public void Without_it_their_batches_are_refused_in_every_epoch()
    {
        var (records, batches, _) = Train(bad: true, quarantine: false);
        Assert.Empty(batches.LeftOut);
        Assert.True(records.Count(record => !record.Verdict.TakesStep) >= 6);
    }

    [Fact]
    public void A_healthy_training_has_the_bits_it_had()
    {
        var (with, _, _) = Train(bad: false, quarantine: true);
        var (without, _, _) = Train(bad: false, quarantine: false);
        Assert.Equal(without.Select(record => record.Loss), with.Select(record => record.Loss));
    }

    /// <summary>Where every row is bad it is the state or the loss, and no sample is to blame.</summary>
    [Fact]
    public void A_batch_that_is_bad_altogether_blames_no_sample()
    {
        using var scope = NewDisposeScope();
        using var x = zeros(32, 2);
        using var y = zeros(32, ScalarType.Int64);
        using var batches = new Batches(x, y, 8, seed: 1);
        using var model = nn.Linear(2, 2);
        using (no_grad())
            model.weight.copy_(zeros(2, 2).Filled(1e30));
        using (no_grad())
            x.copy_(x.Filled(1e30));
        _ = batches.Epoch().First();
        var quarantine = new SampleQuarantine(model, Losses.CrossEntropy(), batches);
        Assert.Null(quarantine.Examine(new(0, double.NaN, [])));
        Assert.Empty(batches.LeftOut);
    }

    /// <summary>A model of one's own that takes one batch size only: its step is refused as ever, and nothing ends.</summary>
    [Fact]
    public void A_model_that_takes_no_part_of_a_batch_is_left_alone()
    {
        using var scope = NewDisposeScope();
        var x = full([16, 2], 3e38f);
        using var batches = new Batches(x, zeros(16, ScalarType.Int64), 8, seed: 1);
        using var model = new EightAtOnce();
        _ = batches.Epoch().First();
        Assert.Null(new SampleQuarantine(model, Losses.CrossEntropy(), batches).Examine(new(0, double.NaN, [])));
        Assert.Empty(batches.LeftOut);
        Assert.True(model.training);
    }

    private sealed class EightAtOnce() : nn.Module<Tensor, Tensor>(nameof(EightAtOnce))
    {
        public override Tensor forward(Tensor x) => (x * 10.Held()).reshape(8, 2);
    }

    [Fact]
    public void Batches_keep_their_size_and_what_is_left_out_is_saved_with_them()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (arange(40).to(ScalarType.Float32).unsqueeze(1), arange(40));
        using var batches = new Batches(x, y, 8, seed: 3);
        var before = Seen(batches);
        batches.LeaveOut([5, 6, 7]);
        var after = Seen(batches);
        Assert.Equal(5, after.Count);
        Assert.All(after, batch => Assert.Equal(8, batch.Distinct().Count()));
        Assert.All(after, batch => Assert.Empty(batch.Intersect([5L, 6, 7])));
        using var state = new MemoryStream();
        batches.Save(new BinaryWriter(state));
        state.Position = 0;
        using var same = new Batches(x, y, 8, seed: 3);
        same.Load(new BinaryReader(state));
        Assert.Equal([5, 6, 7], same.LeftOut);
        Assert.Equal(Seen(batches), Seen(same));
        Assert.NotEqual(before, after);
        Assert.Throws<ArgumentOutOfRangeException>(() => batches.LeaveOut([40]));
        Assert.Throws<ArgumentException>(() => batches.LeaveOut(Enumerable.Range(0, 40).Select(i => (long)i)));
        Assert.Throws<FormatException>(() =>
        {
            state.Position = 0;
            using var smaller = new Batches(x.narrow(0, 0, 6), y.narrow(0, 0, 6), 2, seed: 3);
            smaller.Load(new BinaryReader(state));
        });
    }

    private static List<long[]> Seen(Batches batches) =>
        [
            .. batches
                .Epoch()
                .Select(batch =>
                {
                    long[] labels = [.. batch.y.data<long>()];
                    Assert.Equal(batches.Present, labels);
                    return labels;
                }),
        ];

    private static (List<StepRecord> Records, Batches Batches, double Accuracy) Train(bool bad, bool quarantine, int accumulate = 1)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var (x, y) = SyntheticTasks.Blob().Draw(128, generator);
        if (bad)
        {
            x[17, 0] = tensor(float.NaN);
            x[40] = tensor(new[] { 3e38f, 3e38f });
        }

        var batches = new Batches(x, y, 16, seed: 1);
        using var model = Models.Mlp([2], 3, new ModelOptions { Hidden = [16] });
        using var optimizer = Ballast.Optimizers.Adam(model.parameters(), 0.01);
        using var sink = new Ballast.Testing.CollectingSink();
        var trainer = new Trainer
        {
            Model = model,
            Optimizer = optimizer,
            Loss = Losses.CrossEntropy(),
            Accumulate = accumulate,
            Guard = new GuardOptions { Rules = [Rules.Escalate()], Sinks = [sink] },
            Quarantine = quarantine,
        };
        var (testX, testY) = SyntheticTasks.Blob().Draw(200, generator);
        trainer.Fit(batches, () => Evaluation.On(model, Losses.CrossEntropy(), testX, testY), epochs: 6);
        using var off = no_grad();
        var accuracy = model.call(testX).argmax(1).eq(testY).to(ScalarType.Float64).mean().item<double>();
        return ([.. sink.Records], batches, accuracy);
    }
}
