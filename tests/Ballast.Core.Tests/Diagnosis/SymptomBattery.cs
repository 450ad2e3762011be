namespace Ballast.Core.Tests.Diagnosis;

/// <summary>One row per symptom: evidence that shows it, and that of a healthy training, which shows none of them.</summary>
public sealed class SymptomBattery
{
    private static ModelReading Healthy { get; } =
        new()
        {
            Loss = 2.3,
            TrivialLoss = 2.3,
            Setting = new()
            {
                Optimizer = "Adam",
                Rate = 1e-3,
                Loss = "cross-entropy",
                Batch = 64,
            },
            Layers = Chain(1, 1, 1, 1),
            Weights = [Weight("a", 0.01), Weight("b", 0.01), Weight("c", 0.02)],
            Input = Signal(1),
            Output = Signal(1),
            Outputs = 10,
            Classes = 10,
        };

    private static CourseReading Good { get; } =
        new()
        {
            Losses = [.. Enumerable.Range(0, 60).Select(i => 2.3 - (0.03 * i))],
            GradientNorms = [.. Enumerable.Repeat(1.0, 60)],
            Movement = 0.2,
            Growth = 1.01,
        };

    private static readonly Dictionary<string, Evidence> s_shown = new()
    {
        ["EXP001"] = Model(it => it with { Layers = [Layer("a", "Exp") with { Output = Signal(1) with { NonFinite = 3 } }] }),
        ["EXP002"] = Model(it => it with { Layers = Chain(1, 40, 1600, 6e4) }),
        ["EXP003"] = Model(it =>
            it with
            {
                Layers =
                [
                    Layer("a") with
                    {
                        Gradient = Signal(1e4),
                    },
                    Layer("b") with
                    {
                        Gradient = Signal(10),
                    },
                    Layer("c") with
                    {
                        Gradient = Signal(1),
                    },
                ],
            }
        ),
        ["EXP004"] = Course(it =>
            it with
            {
                Losses = [.. Enumerable.Repeat(1.0, 60)],
                GradientNorms = [.. Enumerable.Range(0, 60).Select(i => i < 30 ? 1 : Math.Exp(0.5 * (i - 30)))],
            }
        ),
        ["EXP005"] = Course(it => it with { BrokenSince = 55, BrokenByGradient = false }),
        ["EXP006"] = Course(it => it with { Losses = [.. Enumerable.Range(0, 60).Select(i => i < 20 ? 1.0 : 5)] }),
        ["VAN001"] = Model(it => it with { Weights = [Weight("a", 1e-9), Weight("b", 1e-4), Weight("c", 1e-2)] }),
        ["VAN002"] = Model(it => it with { Layers = [Layer("a"), Layer("b") with { Input = Signal(1) with { Spread = 1e-4 } }] }),
        ["VAN003"] = Model(it => it with { Layers = Chain(0.05, 0.002, 1e-4, 1e-5) }),
        ["DEAD001"] = Model(it =>
            it with
            {
                Layers =
                [
                    Layer("a"),
                    Layer("r", "ReLU") with
                    {
                        IsWeighted = false,
                        Output = Signal(0) with { DeadUnits = 1 },
                    },
                    Layer("b"),
                ],
            }
        ),
        ["DEAD002"] = Model(it =>
            it with
            {
                Layers =
                [
                    Layer("a") with
                    {
                        Gradient = Signal(1e-5),
                    },
                    Layer("s", "Sigmoid") with
                    {
                        IsWeighted = false,
                        Output = Signal(1) with { Saturated = 0.9 },
                    },
                    Layer("b") with
                    {
                        Gradient = Signal(1),
                    },
                    Layer("c", "Sigmoid") with
                    {
                        IsWeighted = false,
                    },
                ],
            }
        ),
        ["DEAD003"] = Course(it => it with { SilentFor = [30, 30, 0], Parameters = [Info("a"), Info("b"), Info("c")] }),
        ["INIT001"] = Model(it => it with { Weights = [.. Healthy.Weights.Select(weight => weight with { IsConstant = true })] }),
        ["INIT002"] = Model(it => it with { Weights = [.. Healthy.Weights.Select(weight => weight with { Rms = 9 })] }),
        ["INIT003"] = Model(it => it with { UnsetNorms = [("norm", 7e10, 1e-41)] }),
        ["LOSS001"] = Model(it => it with { OutputForm = OutputForm.Distribution }),
        ["LOSS002"] = Model(it => it with { Loss = 500 }),
        ["LOSS003"] = Model(it => it with { Setting = it.Setting with { Loss = "mse" } }),
        ["LOSS004"] = Model(it => it with { Setting = it.Setting with { Loss = "-cross-entropy" } }),
        ["LOSS005"] = Model(it => it with { Edge = EdgeKind.Loss }),
        ["LOSS006"] = Model(it =>
            it with
            {
                Setting = it.Setting with { Loss = "bce" },
                Classes = 0,
                TargetRange = (1, 100),
                OutputForm = OutputForm.Probability,
            }
        ),
        ["LOSS007"] = Course(it => it with { Losses = [.. Enumerable.Range(0, 60).Select(i => 2 - Math.Exp(0.1 * i))] }),
        ["DATA001"] = Model(it => it with { Input = Signal(300) }),
        ["DATA002"] = Model(it => it with { Input = Signal(1) with { NonFinite = 1 } }),
        ["DATA003"] = Model(it => it with { Target = Signal(1e5), Classes = 0 }),
        ["LR001"] = Model(it => it) with
        {
            Rehearsal = new() { Losses = [1, 4, 20, 90], GradientNorms = [1, 1, 1, 1] },
        },
        ["LR002"] = Course(it => it with { Movement = 1e-6 }),
        ["LR003"] = Model(it => it) with
        {
            Rehearsal = new() { Losses = [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6], GradientNorms = [1, 1, 1, 1, 1, 1, 1] },
        },
        ["LR004"] = Model(it => it with { Setting = it.Setting with { Rate = 0.001, Decay = 100 } }),
        ["OSC001"] = Course(it => it with { Losses = [.. Enumerable.Range(0, 400).Select(i => (i / 10 % 2) + 0.5)] }),
        ["SPK001"] = Course(it => it with { Losses = [.. Enumerable.Range(0, 100).Select(i => i % 30 == 29 ? 100.0 : 1 - (i * 0.005))] }),
        ["STALL001"] = Course(it => it with { Losses = [.. Enumerable.Repeat(2.3, 60)] }),
        ["NORM001"] = Model(it =>
            it with
            {
                Setting = it.Setting with { Batch = 1 },
                Layers = [Layer("a"), Layer("n", "BatchNorm1d") with { IsWeighted = false }, Layer("b")],
            }
        ),
        ["DATA004"] = Model(it =>
            it with
            {
                Lookups =
                [
                    new("words", 100)
                    {
                        Filler = 0,
                        Filled = 0.3,
                        IsFillerLearned = true,
                    },
                ],
            }
        ),
        ["DATA005"] = Model(it => it with { TargetBatches = 12, EmptyBatches = 2 }),
        ["ACT001"] = Model(it => it with { Layers = [Layer("a"), Layer("b") with { FollowsWeighted = true }] }),
    };

    public static TheoryData<string> Codes => [.. Symptoms.All.Select(symptom => symptom.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void What_is_there_is_found_with_words_in_both_languages(string code)
    {
        var found = Ballast.Diagnosis.Of(s_shown[code]).Findings.SingleOrDefault(finding => finding.Code == code);
        Assert.NotNull(found);
        Assert.NotEmpty(found.Causes);
        Assert.All(found.Causes, guess => Assert.InRange(guess.Confidence, 0.01, 1));
        foreach (var language in Enum.GetValues<Language>())
        {
            var text = FindingText.Of(found, language);
            foreach (var part in (string[])[text.Title, text.What, text.Why, text.Remedy, text.Headline, text.Since])
            {
                Assert.NotEmpty(part);
                Assert.DoesNotContain("{", part, StringComparison.Ordinal); // every slot is filled
            }
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void What_is_not_there_is_not_found(string code)
    {
        var symptom = Symptoms.All.Single(it => it.Code == code);
        Assert.Null(symptom.Look(new() { Before = Healthy, Course = Good }));
        Assert.Null(symptom.Look(new()));
        Assert.Null(
            symptom.Look(
                new()
                {
                    Before = new(),
                    Course = new(),
                    Rehearsal = new(),
                    Now = new(),
                }
            )
        );
    }

    /// <summary>Of what runs away no batch is to blame: a spike is what comes back.</summary>
    [Fact]
    public void A_loss_that_runs_away_is_no_spike()
    {
        double[] calm = [.. Enumerable.Repeat(1.0, 80)];
        var spikes = Symptoms.All.Single(it => it.Code == "SPK001");
        Assert.Null(spikes.Look(Course(it => it with { Losses = [.. calm, 30, 1e3, 1e9, 1e30, double.NaN, double.NaN] })));
        Assert.NotNull(spikes.Look(Course(it => it with { Losses = [.. calm, 30, 1.1, 1, double.NaN] })));
    }

    /// <summary>Where nearly all is learned, one row of 64 that is hard is far above the others, and undoes nothing.</summary>
    [Theory]
    [InlineData(0.1, false)]
    [InlineData(0.5, true)]
    public void A_hard_row_of_a_batch_is_no_spike(double height, bool isSpike)
    {
        double[] learns = [.. Enumerable.Range(0, 40).Select(i => 0.69 * Math.Exp(-i / 6.0))];
        double[] learned = [.. Enumerable.Range(0, 80).Select(i => i % 20 == 10 ? height : 0.002)];
        var spikes = Symptoms.All.Single(it => it.Code == "SPK001");
        Assert.Equal(isSpike, spikes.Look(Course(it => it with { Losses = [.. learns, .. learned] })) is not null);
    }

    [Fact]
    public void The_battery_has_every_symptom_and_codes_are_theirs_alone() =>
        Assert.Equal(Symptoms.All.Select(symptom => symptom.Code).Order(), s_shown.Keys.Order());

    [Fact]
    public void Findings_that_point_to_one_cause_add_up_and_the_order_of_symptoms_does_not_matter()
    {
        var evidence = s_shown["EXP002"];
        var one = Ballast.Diagnosis.Of(evidence);
        var other = Ballast.Diagnosis.Of(evidence, Symptoms.All.Reverse());
        Assert.Equal(one.Causes, other.Causes);
        Assert.Equal(Cause.Initialization, one.Causes[0].Cause);
        var least = one
            .Findings.SelectMany(finding => finding.Causes)
            .Where(guess => guess.Cause == Cause.Initialization)
            .Max(guess => guess.Confidence);
        Assert.InRange(one.Causes[0].Confidence, least, 1);
    }

    private static Evidence Model(Func<ModelReading, ModelReading> change) => new() { Before = change(Healthy) };

    private static Evidence Course(Func<CourseReading, CourseReading> change) => new() { Before = Healthy, Course = change(Good) };

    private static SignalReading Signal(double rms) => new(rms, 3 * rms, 0, 100) { Spread = 0.7 };

    private static LayerReading Layer(string name, string type = "Linear") =>
        new(name, type)
        {
            IsWeighted = type == "Linear",
            Input = Signal(1),
            Output = Signal(1),
            Gradient = Signal(0.1),
        };

    private static LayerReading[] Chain(params double[] sizes) =>
        [.. sizes.Select((size, i) => Layer($"layer{i}") with { Input = Signal(i == 0 ? 1 : sizes[i - 1]), Output = Signal(size) })];

    private static ParameterInfo Info(string name) => new(name, [4, 4]);

    private static WeightReading Weight(string name, double gradient) => new(Info(name), 0.7, gradient);
}
