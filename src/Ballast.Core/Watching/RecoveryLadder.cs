namespace Ballast;

/// <summary>
/// How often a training has gone back, and what its learning rate is since: the first time half of it, until it has grown back over some
/// hundred good steps; where that fails again, it grows back to half only, and so on. Once all is well for long, the count begins anew,
/// but no rate is tried again that failed twice. Where the loss climbed slowly the rate is too high for good, and does not grow back at
/// all.
/// </summary>
/// <param name="attempts">How often in a row a training may go back.</param>
/// <param name="cut">What the rate is multiplied by each time.</param>
internal sealed class RecoveryLadder(int attempts, double cut)
{
    private const int GoodSteps = 20;
    private const double Growth = 1.25;
    private double _most = 1; // what the rate grows back to
    private int _good;

    /// <summary>How often it has gone back since all was well.</summary>
    public int Used { get; private set; }

    /// <summary>True if it may not go back again.</summary>
    public bool IsUsedUp => Used >= attempts;

    /// <summary>What the learning rate is multiplied by.</summary>
    public double Rate { get; private set; } = 1;

    /// <summary>It goes back.</summary>
    /// <param name="cause">What the rate has to do with it.</param>
    public void Climb(RateCause cause)
    {
        if (cause == RateCause.Lasting || (cause == RateCause.Passing && Used > 0))
            _most *= cut;
        if (cause != RateCause.None)
            Rate = cause == RateCause.Lasting ? _most : _most * cut;
        (_good, Used) = (0, Used + 1);
    }

    /// <summary>A step was taken.</summary>
    public void Learn()
    {
        if (Rate >= _most || ++_good < GoodSteps)
            return;
        (Rate, _good) = (Math.Min(_most, Rate * Growth), 0);
    }

    /// <summary>All has been well for long.</summary>
    public void Close() => Used = 0;

    public string Save() => StateText.Write([Rate, _most], [Used, _good]);

    public void Load(string state)
    {
        if (
            StateText.Read(state, "recovery")
            is not
            ([> 0 and <= 1 and var rate, > 0 and <= 1 and var most], [>= 0 and var used, >= 0 and var good])
        )
            throw StateText.Broken(state, "recovery");
        (Rate, _most, Used, _good) = (rate, most, (int)used, (int)good);
    }
}
