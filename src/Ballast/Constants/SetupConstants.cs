namespace Ballast;

/// <summary>What set-up decides by: what is suspected, how far a repair goes, what a rehearsal is.</summary>
internal static class SetupConstants
{
    private const string Unit = "for networks initialised for unit size",
        Measured = "by measurement";

    [Constant("batches that `Prepare` looks at", "batches", "one that is as usual means that it is the data")]
    public const int ProbedBatches = 5;

    [Constant("batches that one line looks at", "batches", "each costs the user a step", Row = "set-up by hooks")]
    public const int ListenedBatches = 3;

    [Constant("passes that one line listens to, at most", "passes", "a loop that never shows the same net twice has an end")]
    public const int ListenedPasses = 20;

    [Constant("rows, values that a mean and a spread are measured by", "rows", "off by a quarter of the spread")]
    public const int EnoughRows = 16;

    [Constant("size of inputs and outputs that counts as trouble", "root mean square", Unit)]
    public const double LargeSize = 8;

    [Constant("growth through loops and depth that counts as trouble", "times", Measured)]
    public const double LargeGrowth = 30;

    [Constant("growth per call from which on a loop is mended", "times", "what is below is rounding and data")]
    public const double MendedGrowth = 1.02;

    [Constant("calls from which on growth can be told from noise", "calls", "a half against a quarter needs four")]
    public const int GrowthCalls = 4;

    [Constant("rounds of repair", "rounds", Measured)]
    public const int RepairRounds = 4;

    [Constant("output of a layer that is brought to 1, above", "root mean square", "within is as usual")]
    public const double SweptAbove = 2;

    [Constant("the same below", "root mean square", "within is as usual")]
    public const double SweptBelow = 0.5;

    [Constant("size of inputs that makes a batch unlike those looked at", "times the smallest", "a poisoned one is nothing to repair by")]
    public const double ComparableInput = 4;

    [Constant("row norm of a recurrent matrix that is too large", "", "sigmoid and tanh are flat there", Row = "saturated gates")]
    public const double LargeGate = 4;

    [Constant("rise of the loss that takes a repair back", "times", "more than batches differ by", Row = "a repair that raises the loss")]
    public const double LossRise = 1.25;

    [Constant("share of its loss that a training which learns by itself loses in a rehearsal", "1", "what explodes does not halve it")]
    public const double LearnedShare = 0.5;

    [Constant("how much lower a repair of such a one must end", "1", "one that won by 3 to 5 % left a healthy VAE 2 % worse")]
    public const double ClearShare = 0.1;

    [Constant("steps of a rehearsal", "steps", "of 54 repairs two were judged otherwise by 64", Row = "repairs are rehearsed")]
    public const int RehearsalSteps = 16;

    [Constant("batches of a rehearsal", "batches", "as few as three to be held back allow")]
    public const int RehearsedBatches = 12;

    [Constant("one batch of so many is held back from it", "batches", "as few as three to be held back allow")]
    public const int HeldBackEvery = 4;

    [Constant("share of values that is the bulk of them", "share", "one in ten may be anything")]
    public const double Bulk = 0.9;

    [Constant("distance from the middle that is wild", "times what the bulk keeps to", "normal numbers reach 2")]
    public const double WildDistance = 3;

    [Constant("gradient per sample that counts as far", "", "a loss of unit targets pulls with about 1", Row = "outputs are brought near")]
    public const double FarPull = 15;

    [Constant("loss that counts as far", "times that of targets' mean and spread", Measured, Row = "outputs several times as far off")]
    public const double FarExcess = 3;

    [Constant("fall that moved outputs must bring", "share of what the slope promises", "a squared error keeps half")]
    public const double PromisedFall = 0.25;

    [Constant("spread that moved outputs get", "share of their place's", "small tables want less, short trainings more")]
    public const double MovedSpread = 0.12;

    [Constant("rise of the loss that counts as none when outputs are moved", "share", "rounding and data")]
    public const double LevelLoss = 0.05;

    [Constant(
        "pulls of columns that count as unlike",
        "times",
        "columns of a sane start differ by less than 10",
        Row = "every head is brought near"
    )]
    public const double UnlikePulls = 30;

    [Constant("columns of a head that may have units of their own", "columns", "more are of one kind")]
    public const int OwnUnitColumns = 8;

    [Constant("gap of pulls from which on single ones of many columns may", "times", Measured, Row = "only beyond a gap of 1,000")]
    public const double OwnUnitGap = 1000;

    [Constant("fall of the loss that a shift of all heads must bring it to", "share", Measured, Row = "heads are shifted together")]
    public const double ShiftedLoss = 0.1;

    [Constant(
        "way that the first step of SGD goes along its own gradient",
        "share of the way to the bottom",
        "half of what is stable",
        Row = "inputs that the rate suits"
    )]
    public const double HalfTheWay = 0.5;

    [Constant("change of weights by a usual step of Adam", "share of the weights", "what a cap admits")]
    public const double UsualStep = 0.01;

    [Constant("larger inputs that are worth it", "times", "less is no other rate")]
    public const double WidenedInputs = 2;

    [Constant("the same where the way is only guessed", "times", "a guess is off by two")]
    public const double GuessedInputs = 4;

    [Constant("fall of the loss that is left by easing", "share", Measured, Row = "a repaired network is eased")]
    public const double EasedLoss = 0.3;

    [Constant("least fall of the loss that is eased for", "share", Measured, Row = "a repaired network is eased")]
    public const double LeastEase = 0.03;

    [Constant(
        "slope along the size of the weights that is suspicious",
        "",
        "two layers with outputs as large as targets have 2; a rehearsal decides",
        Row = "on less suspicion: a slope of 2"
    )]
    public const double ShrinkSlope = 2;

    [Constant("loss that smaller weights must bring", "share", "a rehearsal decides", Row = "on less suspicion: a slope of 2")]
    public const double ShrunkLoss = 0.5;

    [Constant("loss that is as good as the least", "times", "the smallest change that does is made")]
    public const double NearlyLeast = 1.05;

    [Constant(
        "sizes of columns, of batches that count as unlike",
        "times",
        "pixels differ by less",
        Row = "columns of very different sizes"
    )]
    public const double UnlikeSizes = 30;

    [Constant(
        "share of values nearer to the middle than the unit of a logarithm",
        "share",
        "what is told apart, but for a twentieth",
        Row = "logarithms alone"
    )]
    public const double UnitShare = 0.05;

    [Constant(
        "heavy tail",
        "root mean square over the bulk",
        "0.6 for a normal distribution, 0.8 for a log-normal one",
        Row = "heavy-tailed inputs"
    )]
    public const double HeavyTailed = 2.5;

    [Constant(
        "bulk over half that counts as decades",
        "times",
        "2.4 for a normal distribution, 6 for a log-normal one",
        Row = "inputs that span decades"
    )]
    public const double DecadeSpread = 30;
}
