namespace Ballast;

/// <summary>
/// Whether a model is better than the trivial predictor by more than chance. Both are measured on the same blocks of test samples, so what
/// counts is the mean of the differences against their own scatter (a paired t bound), and no fixed margin. "No" needs evidence too:
/// outputs that are all the same, a gain that even at best is below 1 %, or none seen and at best 5 %; weights that did not move. What is
/// neither is not told.
/// </summary>
internal static class TrivialJudge
{
    private const double Clear = 2.5,
        AtBest = 0.01,
        AtBestUnseen = 0.05,
        SameOutput = 1e-3,
        Large = 0.1;
    private const int LeastBlocks = 4;

    /// <param name="evidence">What both answered.</param>
    /// <param name="stuck">True if the record shows that the training can have taught the model nothing: then a lucky guess is not taken
    /// for learning.</param>
    public static Learned? Judge(TrivialEvidence evidence, bool stuck)
    {
        if (!double.IsFinite(evidence.ModelLoss))
            return Learned.Worse;
        if (evidence.IsConstantTarget)
            return Learned.No;
        var (gain, error) = Gain(evidence);
        var critical = Critical(evidence.Weights.Count(weight => weight > 0));
        var same = evidence.Spread < SameOutput;
        if (!same && evidence.Classes.There.Count(count => count > 0) == 1)
            return stuck ? Learned.No : null; // a test of one class tells nothing
        if (gain > 0 && (gain > critical * error || (gain > Large && IsMostlyBetter(evidence))))
            return Learned.Yes;
        if (!stuck && !same && AnswersBetter(evidence))
            return Learned.Yes;
        if (-gain > critical * error && -gain > AtBest)
            return Learned.Worse;
        var best = gain + (critical * error);
        return stuck || same || best < AtBest || (gain <= 0 && best < AtBestUnseen) ? Learned.No : null;
    }

    /// <summary>
    /// How much less the model's loss is than the trivial one, and the standard error of that, both in units of the trivial loss.
    /// </summary>
    private static (double Gain, double Error) Gain(TrivialEvidence it)
    {
        double[] differences = [.. it.Trivial.Zip(it.Model, (trivial, model) => trivial - model)];
        var (gain, error) = Paired(differences, it.Weights);
        var scale = Math.Max(Math.Abs(it.TrivialLoss), Scatter(it));
        return scale > 0 ? (gain / scale, error / scale) : (gain, error);
    }

    // of single samples; a loss like a negative log likelihood may be 0 or below, so its own size is no scale
    private static double Scatter(TrivialEvidence it)
    {
        var mean = it.TrivialLoss;
        return Math.Sqrt(
            it.Trivial.Zip(it.Weights, (loss, weight) => weight > 0 ? weight * (loss - mean) * (loss - mean) : 0).Sum()
                / it.Weights.Sum()
                * it.Samples
                / it.Weights.Length
        );
    }

    /// <summary>The weighted mean of differences and its standard error, of a ratio of sums.</summary>
    private static (double Mean, double Error) Paired(double[] differences, double[] weights)
    {
        double sum = 0,
            all = 0,
            squares = 0;
        var blocks = 0;
        for (var i = 0; i < differences.Length; i++)
        {
            if (!(weights[i] > 0))
                continue;
            (sum, all, blocks) = (sum + (weights[i] * differences[i]), all + weights[i], blocks + 1);
        }

        var mean = sum / all;
        for (var i = 0; i < differences.Length; i++)
            if (weights[i] > 0)
                squares += weights[i] * (differences[i] - mean) * (weights[i] * (differences[i] - mean));
        return (mean, blocks < LeastBlocks ? double.PositiveInfinity : Math.Sqrt(squares * blocks / (blocks - 1)) / all);
    }

    // a sign test, for few samples whose losses are of very different sizes; an offset alone can be better on most samples, but not by much
    private static bool IsMostlyBetter(TrivialEvidence it)
    {
        var (better, blocks) = (
            it.Trivial.Where((loss, i) => it.Weights[i] > 0 && loss > it.Model[i]).Count(),
            it.Weights.Count(weight => weight > 0)
        );
        return better - (blocks / 2.0) > Clear * Math.Sqrt(blocks) / 2;
    }

    // more right answers, or all classes found better than by a constant, which finds one of them: useful where classes are unlike and
    // logits too sure
    private static bool AnswersBetter(TrivialEvidence it)
    {
        if (it.Hits.Counted.Length == 0)
            return false;
        double[] shares =
        [
            .. Enumerable
                .Range(0, it.Hits.Counted.Length)
                .Select(i => it.Hits.Counted[i] > 0 ? (it.Hits.Model[i] - it.Hits.Trivial[i]) / it.Hits.Counted[i] : 0),
        ];
        var (more, error) = Paired(shares, it.Hits.Counted);
        return (more > 0 && more > Critical(it.Hits.Counted.Count(count => count > 0)) * error)
            || Balanced(it.Classes.There, it.Classes.Right);
    }

    private static bool Balanced(double[] there, double[] right)
    {
        double mean = 0,
            variance = 0;
        var classes = 0;
        for (var i = 0; i < there.Length; i++)
        {
            if (there[i] == 0)
                continue;
            var careful = (right[i] + 0.5) / (there[i] + 1); // no class is found for sure because its two samples were
            (mean, variance, classes) = (mean + (right[i] / there[i]), variance + (careful * (1 - careful) / there[i]), classes + 1);
        }

        return classes > 1 && mean - 1 > Clear * Math.Sqrt(variance); // a constant finds one class wholly and the others not at all
    }

    // Student's t for a normal 2.5: few blocks know little of their scatter (Cornish, Fisher 1938)
    private static double Critical(int blocks)
    {
        const double cube = Clear * Clear * Clear,
            fifth = cube * Clear * Clear;
        var freedom = Math.Max(1.0, blocks - 1);
        return Clear + ((cube + Clear) / (4 * freedom)) + (((5 * fifth) + (16 * cube) + (3 * Clear)) / (96 * freedom * freedom));
    }
}
