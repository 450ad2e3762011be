using System.Globalization;

namespace Ballast;

/// <summary>Says in one sentence that nothing was learned, and the likely reason: the first that the numbers bear out.</summary>
internal static class LearningWords
{
    private const double Most = 0.9,
        Faint = 1e-4,
        Gone = 0.01,
        Eaten = 0.5,
        ByHeart = 0.7,
        Fell = 0.98;

    /// <summary>The sentence; empty where something was learned or nothing can be told.</summary>
    public static string Of(Learned? learned, TrivialEvidence evidence, LearningFacts facts)
    {
        if (learned is null or Learned.Yes || !double.IsFinite(evidence.ModelLoss))
            return "";
        var reason = Reason(evidence, facts);
        return $"{Lead(learned.Value, evidence)}{(reason.Length > 0 ? $": {reason}" : "")}.";
    }

    private static string Lead(Learned learned, TrivialEvidence it)
    {
        if (it.IsConstantTarget)
            return "Nothing could be learned";
        var losses = string.Create(CultureInfo.InvariantCulture, $"test loss {it.ModelLoss:g4} against {it.TrivialLoss:g4}");
        var only = it.OnlyClass >= 0 ? $", and {it.NameOf(it.OnlyClass)} is its only answer" : "";
        return learned == Learned.Worse
            ? $"Worse than always {it.Always} ({losses}){only}"
            : $"No better than always {it.Always} ({losses}){only}";
    }

    private static string Reason(TrivialEvidence it, LearningFacts facts)
    {
        var culture = CultureInfo.InvariantCulture;
        if (it.IsConstantTarget)
            return "all targets of the training part are the same. Is it the right column?";
        if (facts.Steps > 0 && 2 * facts.Refused.Count >= facts.Steps)
            return $"{facts.Refused.Count} of {facts.Steps} steps were refused (last: {facts.Refused.Reason})";
        if (facts.Steps > 0 && facts.Silent >= Most * facts.Steps)
            return $"all gradients were 0 in {facts.Silent} of {facts.Steps} steps, so the loss does not depend on the weights";
        if (NeverHeard(facts) is { } silent)
            return silent;
        if (facts.Shrunk < (facts.Settings.Decay > 0 ? Eaten : Gone))
            return string.Create(culture, $"the weights shrank to {facts.Shrunk:g2} of their size{Decay(facts)}");
        if (facts.IsStuck)
            return string.Create(
                culture,
                $"the weights moved by {facts.Movement:g2} of their size in {facts.Steps} steps, so the learning rate "
                    + $"{facts.Settings.Rate:g3} is too small"
            );
        if (facts.Settings.Rate * facts.Settings.Decay >= 1)
            return $"the weight decay is too large{Decay(facts)}";
        if (facts.Vanishing.Ratio < Faint)
            return string.Create(
                culture,
                $"gradients vanish on their way back: a value's in {facts.Vanishing.First} is {facts.Vanishing.Ratio:g2} of one "
                    + $"in {facts.Vanishing.Last}. Use relu or gelu, fewer layers, or residual layers with a norm"
            );
        if (it.MostFrequent >= Most && it.OnlyClass >= 0 && Unanswered(it) is { } rare)
            return string.Create(
                culture,
                $"{100 * it.MostFrequent:0.#} % of the training part are of one class, and "
                    + $"{rare} is never answered. Weight the classes, or judge by f1"
            );
        if (facts.Losses.Last < ByHeart * it.TrivialLoss)
            return string.Create(
                culture,
                $"it learned the training part by heart (batch loss {facts.Losses.Last:g3}). Take the best checkpoint, more data, "
                    + $"a smaller model or dropout; or the inputs say nothing of the target"
            );
        return facts.Losses.Last < Fell * facts.Losses.First || double.IsNaN(facts.Losses.Last)
            ? ""
            : string.Create(
                culture,
                $"the loss of the batches did not fall ({facts.Losses.First:g4} at first, {facts.Losses.Last:g4} at the end). Try "
                    + $"other learning rates, and look whether the inputs say anything of the target"
            );
    }

    private static string? NeverHeard(LearningFacts facts)
    {
        var (names, of) = facts.NeverHeard;
        return 2 * names.Count < of || of < 2
            ? null
            : $"{names.Count} of {of} parameters never had a gradient ({GradientSilence.Names(names)}). Dead units, weights that "
                + "began at 0, or a part that the loss does not use";
    }

    private static string Decay(LearningFacts facts) =>
        facts.Settings.Decay > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", since every step takes {100 * facts.Settings.Rate * facts.Settings.Decay:g3} % of them (weight decay "
                    + $"{facts.Settings.Decay:g3} times learning rate {facts.Settings.Rate:g3})"
            )
            : "";

    private static string? Unanswered(TrivialEvidence it)
    {
        var rare = Enumerable.Range(0, it.Classes.There.Length).Where(i => it.Classes.There[i] > 0 && it.Classes.Called[i] == 0).ToArray();
        return rare.Length == 0 ? null : it.NameOf(rare.MaxBy(i => it.Classes.There[i]));
    }
}
