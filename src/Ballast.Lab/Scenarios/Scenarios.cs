using System.Reflection;

namespace Ballast.Lab;

/// <summary>The built-in scenarios, and those of other assemblies.</summary>
public static class Scenarios
{
    /// <summary>Trainings that explode, each for a reason of its own; plain training fails every one.</summary>
    public static IReadOnlyList<Scenario> Public { get; } =
    [
        new ReluInit(),
        new TanhInit(),
        new SgdRateHigh(),
        new AdamRateHigh(),
        new AddingProblem(),
        new RecurrentEcho(),
        new PostNormNoWarmup(),
        new DeepResidual(),
        new CauchyTargets(),
        new PoisonNaN(),
        new PoisonHuge(),
        new LabelBurst(),
        new RawPixels(),
        new TargetScale(),
        new LossLogOfZero(),
        new PoissonExp(),
        new HalfPrecisionScale(),
        new RateStepUp(),
    ];

    /// <summary>Further trainings that explode, to tune by.</summary>
    public static IReadOnlyList<Scenario> Tune { get; } =
    [
        new AutoencoderSum(),
        new BatchNormConstant(),
        new BootstrappedValues(),
        new ColumnMillion(),
        new ConvInit(),
        new EmbeddingWide(),
        new Factorisation(),
        new FlowDeterminant(),
        new GaussianNll(),
        new LstmInit(),
        new MaskSum(),
        new MomentumHigh(),
        new OrderChaos(),
        new Siren(),
        new SquareActivation(),
        new TransformerBare(),
        new AdamBetas(),
        new AttentionSharp(),
        new ConvResidual(),
        new CyclicRate(),
        new DeepLinear(),
        new ExpGain(),
        new FarTargets(),
        new GraphSum(),
        new GruRate(),
        new ImportanceWeights(),
        new MixtureDensity(),
        new MultiTask(),
        new PairDistance(),
        new ParetoCounts(),
        new WeightDecay(),
        new HyperScale(),
        new NormalWeights(),
        new AttentionSum(),
        new PendulumRollout(),
        new Polynomial(),
        new RangeTest(),
        new SignRate(),
        new HeadRate(),
        new BatchOfTwo(),
        new MissingSentinel(),
        new Overexposed(),
        new RatingTypos(),
        new RewardUnits(),
        new VariationalScale(),
        new ContrastiveTemperature(),
        new ResidualUnits(),
        new BagSum(),
        new SignalDenoiser(),
        new DenseSum(),
        new LarsTrust(),
        new InverseTime(),
        new OneCycle(),
        new LanguageRate(),
        new UnscaledWorker(),
        new LogCounts(),
        new ConstantColumn(),
        new RelativeError(),
        new HeadingAngle(),
        new LogCosh(),
        new OutputUnits(),
        new UnwrittenLabels(),
        new PreNormRate(),
        new BatchNormRate(),
        new GruReadout(),
        new BrightnessHead(),
        new ExposureSpread(),
        new NaiveSoftmax(),
        new EmptyAnswers(),
        new InfinitePixel(),
        new SurvivalRestarts(),
        new LinearRadiance(),
        new ReadoutWide(),
        new MixtureGrams(),
        new ResidualRate(),
        new MixtureUnitNormal(),
        new EndlessWarmup(),
        new NoamPeak(),
        new SequencePerplexity(),
        new RatingUnitNormal(),
        new PostNormAdagrad(),
        new GammaUpsideDown(),
        new GruUnitNormal(),
        new CauchyBrightness(),
        new HalfRecurrence(),
        new LogitTemperature(),
        new ExposureHours(),
        new OneHotRate(),
        new ByteOrder(),
        new OrderRate(),
        new SurvivalSum(),
        new DarkFrames(),
        new StillOutputs(),
        new QuietChannels(),
        new NoiselessLikelihood(),
        new PairCritic(),
        new DomainReversal(),
        new RingPlayers(),
        new LogNormalInputs(),
        new HeavyRows(),
        new TiedLanguage(),
        new TiedAutoencoder(),
        new SortedBatches(),
        new StationUnits(),
        new CurriculumJump(),
        new WorstGroup(),
    ];

    /// <summary>Further trainings that explode, kept apart to check by: nothing is tuned on them.</summary>
    public static IReadOnlyList<Scenario> Check { get; } =
    [
        new PolynomialPastEnd(),
        new ClassBalance(),
        new LanguageSum(),
        new PercentStars(),
        new LogarithmicRating(),
        new WindowUnitNormal(),
        new PoolingSum(),
        new RowsRate(),
        new FillValue(),
        new BinarySoftmax(),
        new HalfConvScale(),
        new WorkerRate(),
    ];

    /// <summary>
    /// Those of <see cref="Controls"/> that belong to <see cref="Tune"/> and <see cref="Check"/>, and not to <see cref="Public"/>.
    /// </summary>
    public static IReadOnlyList<Scenario> FurtherControls { get; } =
    [new HealthyGru(), new HealthyConv(), new HealthyFactors(), new HealthyDeep(), new HealthyVariational(), new HealthySchedule()];

    /// <summary>Healthy trainings, which no policy should harm.</summary>
    public static IReadOnlyList<Scenario> Controls { get; } =
    [
        new HealthySgd(),
        new HealthyAdam(),
        new HealthyRegression(),
        new HealthyLanguage(),
        new HealthyBatchNorm(),
        new HealthyRecurrent(),
        .. FurtherControls,
    ];

    /// <summary>Trainings of thousands of steps, each exploding and healthy; some need the files of all of Fashion-MNIST.</summary>
    public static IReadOnlyList<Scenario> Long { get; } =
    [
        .. Twice(explodes => new LongResidual(explodes)),
        .. Twice(explodes => new LongPlainConv(explodes)),
        .. Twice(explodes => new LongPatches(explodes)),
        .. Twice(explodes => new LongLettersLate(explodes)),
        new LongLettersAtOnce(),
        .. Twice(explodes => new LongLstm(explodes)),
        .. Twice(explodes => new LongVariational(explodes)),
        .. Twice(explodes => new LongCritic(explodes)),
        .. Twice(explodes => new LongValues(explodes)),
    ];

    /// <summary>All of them by the name of their set, as <c>--set</c> has it.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Scenario>> Sets { get; } =
        new OrderedDictionary<string, IReadOnlyList<Scenario>>
        {
            ["public"] = Public,
            ["tune"] = Tune,
            ["check"] = Check,
            ["controls"] = Controls,
            ["long"] = Long,
        };

    /// <summary>Every public scenario of an assembly that has a constructor without parameters.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="ScenarioException">A constructor throws, or a name is none.</exception>
    public static IReadOnlyList<Scenario> Of(Assembly assembly) => Exported.Of<Scenario>(assembly);

    private static Scenario[] Twice(Func<bool, Scenario> make) => [make(true), make(false)];
}
