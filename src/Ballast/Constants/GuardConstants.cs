namespace Ballast;

/// <summary>What strides, loss range and retreat of the automatic guard decide by.</summary>
internal static class GuardConstants
{
    [Constant("fall of the loss range", "bits", "powers of two, so that scaling is exact")]
    public const int RangeFallBits = 4;

    [Constant("floor of the loss range", "bits", "what float32 can still tell from 0")]
    public const int LeastRangeBits = -60;

    [Constant("good steps before the loss range doubles back", "steps", "by measurement")]
    public const int GoodSteps = 50;

    [Constant(
        "gradient norm that vanishes, and is lifted",
        "",
        "Adam's squares of it are no numbers any more",
        Row = "loss lifted only where"
    )]
    public const double VanishingNorm = 1e-10;

    [Constant(
        "steps that must all vanish before a lift",
        "steps",
        "one batch that is sure of itself is well",
        Row = "loss lifted only where"
    )]
    public const int VanishingSteps = 10;

    [Constant("gradient norm that ends a lift", "", "the squares that optimizers keep are still in range")]
    public const double GrownNorm = 1e12;

    [Constant("stretch between two looks at the way", "steps", "by measurement", Row = "the limit grows while")]
    public const int Stretch = 20;

    [Constant(
        "momentum from which on chance is computed by it",
        "",
        "neighbouring stretches are alike to 0.3 by it alone",
        Row = "the stride knows the momentum"
    )]
    public const double UsualMomentum = 0.9;

    [Constant(
        "likeness of neighbouring stretches that is chance",
        "cosine",
        "that of a momentum of 0.9",
        Row = "the stride knows the momentum"
    )]
    public const double UsualChance = 0.3;

    [Constant(
        "likeness from which on a way is straight",
        "share of the way from chance to 1",
        "0.9 at a momentum of 0.9",
        Row = "the stride knows the momentum"
    )]
    public const double StraightShare = 6.0 / 7;

    [Constant("eagerness: growth of the stride per likeness", "logarithm", "by measurement", Row = "the limit grows while")]
    public const double Eagerness = 1.5;

    [Constant("longest stride", "times the cap", "by measurement", Row = "the limit grows while")]
    public const double LongestStride = 4;

    [Constant("longest stride on a straight way", "times the cap", "by measurement", Row = "the stride knows the momentum")]
    public const double LongestStraightStride = 32;

    [Constant("stride of the output layer", "times the cap", "nothing lies behind it", Row = "the output layer goes at twice")]
    public const double OutputStride = 2;

    [Constant("quantile of a stretch's losses that the next one's middle must stay below", "share", "by measurement")]
    public const double UsualLossShare = 0.75;

    [Constant("losses in a row above all of the last stretch that end a stride", "steps", "two are chance")]
    public const int StridePatience = 3;

    [Constant(
        "batches without a finite loss before a retreat, at least",
        "batches in a row",
        "by measurement",
        Row = "where no batch has a finite loss"
    )]
    public const int LeastRefusals = 5;

    [Constant("retreats before the output layer is put back", "halvings", "then it is not the size of the outputs")]
    public const int RetreatLimit = 5;

    [Constant("good batches before a retreat", "batches", "there must be a way back")]
    public const int LeastGood = 10;

    [Constant("chance of as many batches in a row, by how many were bad before", "", "one in a thousand")]
    public const double RetreatChance = 0.001;
}
