namespace Ballast.Core.Tests.Watching;

public sealed class LearningWordsTests
{
    private static readonly TrivialEvidence Same = new([10, 10], [1.1, 1.1], [1.1, 1.1])
    {
        Always = "answering 'a'",
        MostFrequent = 0.5,
        NameOf = index => $"'{(char)('a' + index)}'",
        Classes = ([12, 8], [20, 0], [12, 0]),
    };

    public static TheoryData<string, string> Reasons =>
        new()
        {
            { "refused", "150 of 200 steps were refused (last: loss is NaN)" },
            { "silent", "all gradients were 0 in 200 of 200 steps" },
            { "zeros", "3 of 4 parameters never had a gradient (a, b, c)" },
            {
                "decay",
                "the weights shrank to 1e-06 of their size, since every step takes 5 % of them (weight decay 0.5 times learning rate 0.1)"
            },
            { "slow", "the weights moved by 3e-06 of their size in 200 steps, so the learning rate 1e-07 is too small" },
            { "above one", "the weight decay is too large, since every step takes 150 % of them" },
            { "vanishing", "a value's in fc1.weight is 1e-09 of one in fc9.weight" },
            { "rare", "98 % of the training part are of one class, and 'b' is never answered" },
            { "by heart", "it learned the training part by heart (batch loss 0.02)" },
            { "flat", "the loss of the batches did not fall (1.1 at first, 1.1 at the end)" },
        };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void The_likely_reason_is_told(string kind, string reason)
    {
        var facts = new LearningFacts
        {
            Steps = 200,
            Losses = (1.1, 1.1),
            Movement = 0.5,
            Shrunk = 1,
            Settings = (0.1, 0),
        };
        facts = kind switch
        {
            "refused" => facts with { Refused = (150, "loss is NaN") },
            "silent" => facts with { Silent = 200 },
            "zeros" => facts with { NeverHeard = (["a", "b", "c"], 4) },
            "decay" => facts with { Shrunk = 1e-6, Settings = (0.1, 0.5) },
            "slow" => facts with { Movement = 3e-6, Settings = (1e-7, 0) },
            "above one" => facts with { Settings = (1, 1.5) },
            "vanishing" => facts with { Vanishing = ("fc1.weight", "fc9.weight", 1e-9) },
            "by heart" => facts with { Losses = (1.1, 0.02) },
            _ => facts,
        };
        var evidence = kind == "rare" ? Same with { MostFrequent = 0.98 } : Same;
        var sentence = LearningWords.Of(Learned.No, evidence, facts);
        Assert.StartsWith(
            "No better than always answering 'a' (test loss 1.1 against 1.1), and 'a' is its only answer: ",
            sentence,
            StringComparison.Ordinal
        );
        Assert.Contains(reason, sentence, StringComparison.Ordinal);
        Retold.Whole(sentence);
        Assert.Empty(LearningWords.Of(Learned.Yes, evidence, facts));
        Assert.Empty(LearningWords.Of(null, evidence, facts));
        Assert.StartsWith("Worse than always", LearningWords.Of(Learned.Worse, evidence, facts), StringComparison.Ordinal);
    }

    [Fact]
    public void A_course_gathers_what_the_reasons_are_made_of()
    {
        var course = new LearningCourse();
        for (var step = 0; step < 100; step++)
        {
            ParameterReading[] parameters = [Some.Parameter(0, 1e-9), Some.Parameter(1, 0), Some.Parameter(2, 1)];
            var refused = step >= 80;
            course.Learn(
                new StepRecord(new GradientReading(step, 2 - (0.01 * step), parameters), refused ? Verdict.Skip("why") : Verdict.Proceed)
                {
                    LearningRate = 0.1,
                }
            );
        }

        var facts = course.Facts;
        Assert.Equal((100, (20L, "why"), 0), (facts.Steps, facts.Refused, facts.Silent));
        Assert.Equal(["layer1.weight"], facts.NeverHeard.Names);
        Assert.Equal(("layer0.weight", "layer2.weight"), (facts.Vanishing.First, facts.Vanishing.Last));
        Assert.Equal(1e-9, facts.Vanishing.Ratio, 1e-12);
        Assert.Equal(1.905, facts.Losses.First, 1e-3);
        Assert.InRange(facts.Losses.Last, 1, 1.3);
        Assert.False(facts.IsStuck);
    }
}
