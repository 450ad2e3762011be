namespace Ballast.Core.Tests.Watching;

/// <summary>
/// Drawn test sets of many kinds: what is useless is told, what learned is never called useless, and where nothing can be told nothing is.
/// </summary>
public sealed class TrivialJudgeTests
{
    private const int Blocks = 32;

    [Theory]
    [InlineData(20, 0.5)]
    [InlineData(200, 0.97)]
    [InlineData(5000, 0.99)]
    public void A_clear_signal_is_learned_and_of_few_samples_not_told_at_worst(int samples, double often)
    {
        Assert.True(Share(Learned.Yes, 200, random => Regression(random, samples, signal: 0.9)) > often);
        Assert.Equal(0, Share(it => it is Learned.No or Learned.Worse, 200, random => Regression(random, samples, signal: 0.9)));
    }

    [Theory]
    [InlineData(10, 0.3)]
    [InlineData(40, 0.3)]
    [InlineData(1000, 0.02)]
    [InlineData(10_000, 0.02)]
    public void A_noisy_signal_is_never_called_nothing(int samples, double signal) =>
        Assert.True(Share(it => it is Learned.No or Learned.Worse, 400, random => Regression(random, samples, signal)) < 0.02);

    [Theory]
    [InlineData(50, 0.5)]
    [InlineData(1000, 0.99)]
    public void Outputs_that_wander_without_sense_are_worse_and_never_better(int samples, double often)
    {
        Assert.True(
            Share(it => it is Learned.No or Learned.Worse, 200, random => Regression(random, samples, signal: 0, wander: 1)) > often
        );
        Assert.True(Share(Learned.Yes, 400, random => Regression(random, samples, signal: 0, wander: 0.3)) < 0.02);
    }

    [Fact]
    public void A_test_of_a_single_class_tells_nothing()
    {
        var it = Classes(new Random(4), 100, prior: 1, right: 1, loss: 0.001) with { Classes = ([100, 0], [100, 0], [100, 0]) };
        Assert.Null(TrivialJudge.Judge(it, stuck: false));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1000)]
    public void Outputs_that_are_all_the_same_are_nothing_however_few_samples(int samples) =>
        Assert.Equal(1, Share(Learned.No, 50, random => Regression(random, samples, signal: 0, wander: 1e-5)));

    [Fact]
    public void A_training_whose_weights_stood_still_learned_nothing_though_it_guesses_well()
    {
        var lucky = Classes(new Random(1), 400, prior: 0.5, right: 0.7, loss: 0.75);
        Assert.Equal(Learned.Yes, TrivialJudge.Judge(lucky, stuck: false));
        Assert.Equal(Learned.No, TrivialJudge.Judge(lucky with { Model = [.. lucky.Trivial.Select(loss => loss + 0.001)] }, stuck: true));
        Assert.Equal(
            Learned.Yes,
            TrivialJudge.Judge(lucky with { Model = [.. lucky.Trivial.Select((loss, i) => loss - 0.3 + (0.01 * (i % 3)))] }, stuck: true)
        ); // it was trained before
    }

    [Fact]
    public void On_unlike_classes_a_better_loss_or_rare_classes_found_are_enough()
    {
        var random = new Random(2);
        var calibrated = Classes(random, 2000, prior: 0.98, right: 0.98, loss: 0.05); // the accuracy of the prior, a better loss
        Assert.Equal(Learned.Yes, TrivialJudge.Judge(calibrated, stuck: false));
        // too sure, but it finds 30 of 40
        var sure = Classes(random, 2000, prior: 0.98, right: 0.97, loss: 0.2) with { Classes = ([1960, 40], [1930, 70], [1910, 30]) };
        Assert.Equal(Learned.Yes, TrivialJudge.Judge(sure, stuck: false));
        var blind = sure with { Classes = ([1960, 40], [1960, 40], [1920, 1]) };
        Assert.Equal(Learned.Worse, TrivialJudge.Judge(blind, stuck: false));
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_worse_and_constant_targets_teach_nothing()
    {
        var it = Regression(new Random(3), 100, signal: 0.5);
        Assert.Equal(Learned.Worse, TrivialJudge.Judge(it with { Model = [.. it.Model.Select(_ => double.NaN)] }, stuck: false));
        Assert.Equal(Learned.No, TrivialJudge.Judge(it with { IsConstantTarget = true }, stuck: false));
    }

    private static double Share(Learned learned, int times, Func<Random, TrivialEvidence> draw) => Share(it => it == learned, times, draw);

    private static double Share(Func<Learned?, bool> holds, int times, Func<Random, TrivialEvidence> draw)
    {
        var random = new Random(5);
        return (double)Enumerable.Range(0, times).Count(_ => holds(TrivialJudge.Judge(draw(random), stuck: false))) / times;
    }

    // a model that predicts the share of the variance that can be predicted, beside the mean
    private static TrivialEvidence Regression(Random random, int samples, double signal, double wander = 0)
    {
        var blocks = Math.Min(Blocks, samples);
        double[] weights = new double[blocks],
            model = new double[blocks],
            trivial = new double[blocks];
        for (var i = 0; i < samples; i++)
        {
            var (known, noise, idle) = (
                Math.Sqrt(signal) * Normal(random),
                Math.Sqrt(1 - signal) * Normal(random),
                wander * Normal(random)
            );
            var (block, apart) = (i % blocks, noise - idle);
            weights[block]++;
            model[block] += apart * apart;
            trivial[block] += (known + noise) * (known + noise);
        }

        for (var i = 0; i < blocks; i++)
            (model[i], trivial[i]) = (model[i] / weights[i], trivial[i] / weights[i]);
        return new(weights, model, trivial) { Samples = samples, Spread = Math.Sqrt(signal + (wander * wander)) };
    }

    private static TrivialEvidence Classes(Random random, int samples, double prior, double right, double loss)
    {
        double[] weights = new double[Blocks],
            model = new double[Blocks],
            trivial = new double[Blocks],
            hits = new double[Blocks],
            trivialHits = new double[Blocks];
        for (var i = 0; i < samples; i++)
        {
            var block = i % Blocks;
            weights[block]++;
            var frequent = random.NextDouble() < prior;
            trivial[block] += -Math.Log(frequent ? prior : 1 - prior);
            model[block] += loss * (0.9 + (0.2 * random.NextDouble()));
            if (random.NextDouble() < right)
                hits[block]++;
            if (frequent)
                trivialHits[block]++;
        }

        for (var i = 0; i < Blocks; i++)
            (model[i], trivial[i]) = (model[i] / weights[i], trivial[i] / weights[i]);
        return new(weights, model, trivial)
        {
            Samples = samples,
            Spread = 1,
            Hits = (hits, trivialHits, weights),
            MostFrequent = prior,
        };
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
