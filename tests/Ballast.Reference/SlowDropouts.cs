namespace Ballast.Reference;

/// <summary>What dropouts compute, written out value by value.</summary>
public static class SlowDropouts
{
    /// <summary>(KL(P, Q) + KL(Q, P)) / 2 of softmax probabilities, mean over the rows.</summary>
    public static double Divergence(double[][] p, double[][] q) =>
        p.Zip(q, (a, b) => (Kl(Softmax(a), Softmax(b)) + Kl(Softmax(b), Softmax(a))) / 2).Average();

    /// <summary>The same of independent yes-or-no answers, summed over a row.</summary>
    public static double IndependentDivergence(double[][] p, double[][] q) =>
        p.Zip(q, (a, b) => a.Zip(b, (x, y) => (Kl(Both(x), Both(y)) + Kl(Both(y), Both(x))) / 2).Sum()).Average();

    /// <summary>Mean probability, its entropy, and what of it is disagreement, of samples of one answer.</summary>
    public static (double[] Mean, double Entropy, double MutualInformation) Uncertainty(double[][] logits)
    {
        var each = logits.Select(Softmax).ToArray();
        var mean = Enumerable.Range(0, each[0].Length).Select(i => each.Average(p => p[i])).ToArray();
        return (mean, Entropy(mean), Entropy(mean) - each.Average(Entropy));
    }

    public static double[] Softmax(double[] logits)
    {
        var all = logits.Sum(Math.Exp);
        return [.. logits.Select(x => Math.Exp(x) / all)];
    }

    private static double[] Both(double logit)
    {
        var p = 1 / (1 + Math.Exp(-logit));
        return [p, 1 - p];
    }

    private static double Entropy(double[] p) => -p.Sum(x => x * Math.Log(x));

    private static double Kl(double[] p, double[] q) => p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();
}
