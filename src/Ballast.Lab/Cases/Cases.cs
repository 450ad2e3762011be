using System.Reflection;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>The built-in cases.</summary>
public static class Cases
{
    private static readonly Initialization s_he = Initializations.He();

    /// <summary>Uniform within 0.05, which was Keras' default once.</summary>
    private static readonly Initialization s_small = Initializations.Uniform(0.05 / Math.Sqrt(3));

    /// <summary>From published collections and public questions.</summary>
    public static IReadOnlyList<Case> Published { get; } =
    [
        Circle(
            "circle_8_sigmoid",
            "vanishing",
            "AutoTrainer, demo Gradient_Vanish",
            new(8, 5, "sigmoid", s_he, "sigmoid"),
            Cause.Activation
        ),
        Circle("circle_11_sigmoid", "vanishing", "AutoTrainer 5ab0aeda", new(11, 5, "sigmoid", s_he, "sigmoid"), Cause.Activation),
        Circle("circle_8_exp", "exploding", "AutoTrainer 0ae2cd88", new(8, 5, "exp", s_he, "sigmoid"), Cause.Activation),
        Circle("circle_10_exp", "exploding", "AutoTrainer 9e7361d4", new(10, 5, "exp", s_he, "sigmoid"), Cause.Activation),
        Circle("circle_8_small", "dead", "AutoTrainer 8de47bdc", new(8, 5, "relu", s_small, "sigmoid"), Cause.Initialization),
        Circle(
            "circle_17_relu",
            "dying",
            "AutoTrainer e8a6e959",
            new(17, 5, "relu", s_he, "sigmoid"),
            Cause.Activation,
            Cause.Initialization
        ),
        Blob("blob_10_exp", "exploding", "AutoTrainer 661b4e86", new(10, 5, "exp", s_he, "sigmoid"), Cause.Activation),
        Blob("blob_11_sigmoid", "vanishing", "AutoTrainer 2569b90f", new(11, 5, "sigmoid", s_he, "sigmoid"), Cause.Activation),
        Blob("blob_9_small", "dead", "AutoTrainer f7e7b91b", new(9, 5, "relu", s_small, "sigmoid"), Cause.Initialization),
        Blob("blob_15_relu", "dying", "AutoTrainer 84c77206", new(15, 5, "relu", s_he, "sigmoid"), Cause.Activation, Cause.Initialization),
        new DenseCase(
            "blob_batch_1",
            "oscillating",
            "AutoTrainer, demo Oscillating_Loss",
            PointTask.Blob,
            new(1, 50, "relu", s_he, "softmax"),
            Cause.BatchSize,
            Cause.RateTooLarge
        )
        {
            Batch = 1,
            HealthyBatch = 64,
            Optimizer = parameters => Optimizers.SGD(parameters, 0.01, momentum: 0.9),
            Healthy = new(1, 50, "relu", s_he, "softmax"),
        },
        new DenseCase(
            "blob_relu_end",
            "loss",
            "AutoTrainer, demo Improper_Activation",
            PointTask.Blob,
            new(4, 50, "relu", s_he, "relu"),
            Cause.OutputActivation,
            Cause.Loss
        )
        {
            Optimizer = parameters => Optimizers.Adam(parameters, 1e-4),
            Healthy = new(4, 50, "relu", s_he, "softmax"),
        },
        new ImageCase("image_sigmoid", "vanishing", "AutoTrainer 2af630c4", new(6, 16, "sigmoid", s_he, 9), Cause.Activation),
        new ImageCase("image_exp", "exploding", "AutoTrainer 4bc5fb07", new(6, 16, "exp", s_he, 5), Cause.Activation),
        new ImageCase("image_small", "dead", "AutoTrainer tmp_lenet5", new(16, 32, "relu", s_small, 17), Cause.Initialization),
        new OwnCase(
            "one_hot_rate_3",
            "exploding",
            "StackOverflow 48385830",
            250,
            seed => OwnNets.OneHot(seed, faulty: true),
            seed => OwnNets.OneHot(seed, faulty: false),
            Cause.RateTooLarge,
            Cause.Initialization
        ),
        new OwnCase(
            "fourth_power",
            "scale",
            "StackOverflow 52800582",
            800,
            seed => OwnNets.FourthPower(seed, faulty: true),
            seed => OwnNets.FourthPower(seed, faulty: false),
            Cause.TargetScale,
            Cause.InputScale
        ),
        new ImageCase("image_rate_3", "rate", "TheDeepChecker", new(16, 32, "relu", s_he, 1), Cause.RateTooLarge)
        {
            Optimizer = parameters => Optimizers.SGD(parameters, 3),
            HealthyOptimizer = parameters => Optimizers.SGD(parameters, 0.05),
        },
        new ImageCase("image_sign", "direction", "TheDeepChecker", new(16, 32, "relu", s_he, 1), Cause.Direction)
        {
            Optimizer = parameters => Optimizers.SGD(parameters, 0.01),
            HealthyOptimizer = parameters => Optimizers.SGD(parameters, 0.05),
            Bend = loss => loss.neg(),
        },
        new ImageCase("image_adam_eps", "rate", "TheDeepChecker", new(16, 32, "relu", s_he, 1), Cause.RateTooLarge, Cause.Optimizer)
        {
            Optimizer = parameters => Optimizers.Adam(parameters, 0.1, eps: 1e-16),
            HealthyOptimizer = parameters => Optimizers.Adam(parameters, 1e-3),
        },
        new OwnCase(
            "line_unscaled",
            "exploding",
            "public questions, by the dozen",
            200,
            seed => OwnNets.Line(seed, faulty: true),
            seed => OwnNets.Line(seed, faulty: false),
            Cause.InputScale,
            Cause.RateTooLarge
        ),
        new OwnCase(
            "prices_unscaled",
            "scale",
            "public questions, by the dozen",
            500,
            seed => OwnNets.Prices(seed, faulty: true),
            seed => OwnNets.Prices(seed, faulty: false),
            Cause.InputScale,
            Cause.TargetScale
        ),
        new OwnCase(
            "root_of_zero",
            "exploding",
            "gradient penalties and distances of equal points",
            200,
            seed => OwnNets.RootOfZero(seed, faulty: true),
            seed => OwnNets.RootOfZero(seed, faulty: false),
            Cause.Loss
        ),
        new OwnCase(
            "focal_half",
            "exploding",
            "focal losses with an exponent below 1",
            250,
            seed => OwnNets.Focal(seed, faulty: true),
            seed => OwnNets.Focal(seed, faulty: false),
            Cause.Loss
        ),
    ];

    /// <summary>Healthy trainings with one fault put into them.</summary>
    public static IReadOnlyList<Case> Injected { get; } =
    [
        new MutatedCase(new HealthyAdam(), Mutation.Rate(300), "rate"),
        new MutatedCase(new HealthySgd(), Mutation.Rate(100), "exploding"),
        new MutatedCase(new HealthyAdam(), Mutation.Rate(1e-5), "slow"),
        new MutatedCase(new HealthySgd(), Mutation.Weights(30), "exploding"),
        new MutatedCase(new HealthyAdam(), Mutation.Weights(0.003), "dead"),
        new MutatedCase(new HealthyAdam(), Mutation.ConstantWeights(0.01), "symmetric"),
        new MutatedCase(new HealthySgd(), Mutation.DeadBiases, "dead"),
        new MutatedCase(new HealthySgd(), Mutation.Inputs(300), "exploding"),
        new MutatedCase(new HealthyRegression(), Mutation.Targets(3e4), "scale"),
        new MutatedCase(new HealthyAdam(), Mutation.Behind("relu", () => nn.ReLU()), "loss"),
        new MutatedCase(new HealthySgd(), Mutation.BrokenInputs(60, 40), "exploding"),
        new MutatedCase(
            new HealthySgd(),
            Mutation.Loss("log_of_zero", (loss, output) => loss.Plus(output.Times(8).softmax(-1).log().mean().Times(0)), Cause.Loss),
            "exploding"
        ),
        new MutatedCase(new HealthyAdam(), Mutation.Loss("negative", (loss, _) => loss.neg(), Cause.Direction), "direction"),
        new MutatedCase(
            new HealthySgd(),
            Mutation.Optimizer(
                "momentum_0.999",
                parameters => Optimizers.SGD(parameters, 0.3, momentum: 0.999),
                Cause.Optimizer,
                Cause.RateTooLarge
            ),
            "rate"
        ),
        new MutatedCase(
            new HealthyAdam(),
            Mutation.Optimizer("decay_100", parameters => Optimizers.AdamW(parameters, 1e-3, weight_decay: 100), Cause.Decay),
            "decay"
        ),
        new MutatedCase(new HealthyRegression(), Mutation.Rate(1e4), "exploding"),
        new MutatedCase(new HealthyRecurrent(), Mutation.Rate(1000), "rate"),
    ];

    /// <summary>More of these, on other trainings, that nothing is tuned on: what a diagnosis is worth elsewhere.</summary>
    public static IReadOnlyList<Case> HeldOut { get; } =
    [
        new MutatedCase(new HealthyConv(), Mutation.Rate(1000), "rate"),
        new MutatedCase(new HealthyConv(), Mutation.Rate(1e-6), "slow"),
        new MutatedCase(new HealthyConv(), Mutation.Weights(20), "exploding"),
        new MutatedCase(new HealthyConv(), Mutation.Inputs(255), "scale"),
        new MutatedCase(new HealthyConv(), Mutation.ConstantWeights(0.02), "symmetric"),
        new MutatedCase(new HealthyConv(), Mutation.Behind("softmax", () => nn.Softmax(-1)), "loss"),
        new MutatedCase(new HealthyBatchNorm(), Mutation.Rate(3000), "rate"),
        new MutatedCase(new HealthyBatchNorm(), Mutation.Loss("negative", (loss, _) => loss.neg(), Cause.Direction), "direction"),
        new MutatedCase(new HealthyBatchNorm(), Mutation.BrokenInputs(30, 25), "exploding"),
        new MutatedCase(new HealthyBatchNorm(), Mutation.Batch(2), "batch"),
        new MutatedCase(new HealthyLanguage(), Mutation.Rate(1000), "rate"),
        new MutatedCase(new HealthyLanguage(), Mutation.Rate(1e-5), "slow"),
        new MutatedCase(new HealthyLanguage(), Mutation.Weights(10), "init"),
        new MutatedCase(new HealthyGru(), Mutation.Rate(300), "rate"),
        new MutatedCase(new HealthyGru(), Mutation.Weights(8), "init"),
        new MutatedCase(new HealthyDeep(), Mutation.Rate(300), "rate"),
        new MutatedCase(new HealthyDeep(), Mutation.DeadBiases, "init"),
        new MutatedCase(new HealthyRegression(), Mutation.Inputs(1000), "exploding"),
        new MutatedCase(new HealthyRegression(), Mutation.Weights(0.001), "dead"),
        new MutatedCase(new HealthyFactors(), Mutation.Rate(1000), "exploding"),
    ];

    /// <summary>Programs of the collection fl4deep (Wardat and others, questions from StackOverflow), their essence written anew.</summary>
    public static IReadOnlyList<Case> Programs { get; } =
    [
        Program("one_softmax", "loss", 34311586, 600, 0.5, ProgramNets.OneSoftmax, Cause.OutputActivation, Cause.Loss),
        Program("xor_absolute", "slow", 31556268, 800, 0.5, ProgramNets.AbsoluteXor, Cause.Loss, Cause.RateTooSmall, Cause.Optimizer),
        Program(
            "numbers_by_entropy",
            "loss",
            46642627,
            400,
            0,
            ProgramNets.NumbersByEntropy,
            Cause.Loss,
            Cause.TargetScale,
            Cause.OutputActivation
        ),
        Program("long_sine", "scale", 46995209, 1000, 0, ProgramNets.LongSine, Cause.InputScale),
        Program("relu_probabilities", "loss", 47352366, 300, 0.1, ProgramNets.ReluProbabilities, Cause.OutputActivation, Cause.InputScale),
        Program(
            "sigmoid_probabilities",
            "loss",
            55328966,
            300,
            0.1,
            ProgramNets.SigmoidProbabilities,
            Cause.OutputActivation,
            Cause.InputScale,
            Cause.Activation
        ),
        Program("slow_line", "slow", 51181393, 600, 0, ProgramNets.SlowLine, Cause.RateTooSmall),
        Program(
            "sigmoid_classes",
            "loss",
            59278771,
            1000,
            1 / 3.0,
            ProgramNets.SigmoidClasses,
            Cause.OutputActivation,
            Cause.Activation,
            Cause.Initialization
        ),
    ];

    /// <summary>Written last, on networks and data of yet other kinds: what all that was learned from the others is worth.</summary>
    public static IReadOnlyList<Case> Fresh => FreshCases.All;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Case> All { get; } = [.. Published, .. Injected, .. HeldOut, .. Programs, .. Fresh];

    /// <summary>Every public case of an assembly that has a constructor without parameters.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="ScenarioException">A constructor throws, or a name is none.</exception>
    public static IReadOnlyList<Case> Of(Assembly assembly) => Exported.Of<Case>(assembly);

    private static OwnCase Program(
        string name,
        string kind,
        int question,
        int steps,
        double chance,
        Func<int, bool, Trial> build,
        params Cause[] causes
    ) =>
        new(
            $"so_{name}",
            kind,
            System.FormattableString.Invariant($"StackOverflow {question}, fl4deep"),
            steps,
            seed => build(seed, true),
            seed => build(seed, false),
            causes
        )
        {
            Chance = chance,
        };

    private static DenseCase Circle(string name, string kind, string source, DenseStack stack, params Cause[] causes) =>
        new(name, kind, source, PointTask.Circle, stack, causes);

    private static DenseCase Blob(string name, string kind, string source, DenseStack stack, params Cause[] causes) =>
        new(name, kind, source, PointTask.Blob, stack, causes);
}
