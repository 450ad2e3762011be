namespace Ballast;

/// <summary>What the update cap and the spike rule of the automatic guard decide by.</summary>
internal static class RuleConstants
{
    private const string Measured = "by measurement";

    [Constant("update cap: change of a parameter per step", "share of its weights", Measured, Row = "`auto-cap-0.003`")]
    public const double UpdateRatio = 0.012;

    [Constant("steps over which the cap opens", "steps", "moments of the optimizer fill in about so many")]
    public const double RampSteps = 10;

    [Constant(
        "limited steps after which the cap has come down to 0.7, without a horizon",
        "steps",
        Measured,
        Row = "that fade by 1 / sqrt"
    )]
    public const double FadeSteps = 100;

    [Constant("least of the cap at the end of a horizon", "share of the cap", "the last steps still learn a little")]
    public const double LeastFade = 0.02;

    [Constant(
        "power of calls and depth that the cap is divided by",
        "",
        "between a random walk (0.5) and a sum (1)",
        Row = "power of calls and depth"
    )]
    public const double Compounding = 0.6;

    [Constant("matrices from which on depth counts", "matrices", Measured, Row = "divides by depth too")]
    public const double UsualDepth = 7;

    [Constant("size of a vector that the cap takes at least", "share of a fresh one's", "what starts at zero has to move")]
    public const double VectorFloor = 0.3;

    [Constant("the same of a matrix", "share of a fresh one's", "what starts at zero has to move")]
    public const double MatrixFloor = 0.5;

    [Constant("gradient norm that is a spike", "times the usual norm of its tensor", Measured, Row = "what is borne of spikes")]
    public const double SpikeFactor = 3;

    [Constant("memory of the usual norm", "share kept per step", "some twenty steps")]
    public const double SpikeMemory = 0.95;

    [Constant("steps before the spike rule acts", "steps", "a mean of fewer is chance")]
    public const int SpikeAfter = 5;

    [Constant("growth per step of what is borne of spikes", "times", "falls at once, grows slowly: an explosion is no wide spread")]
    public const double SpikeWidening = 1.05;

    [Constant("refusals borne before the halt", "steps in a row", "long enough for the loss range to fall from 1 to its floor")]
    public const int RefusalsBorne = 40;
}
