namespace Ballast.Cli;

/// <summary>How a training goes back to an earlier state; see <see cref="RecoveryOptions"/>.</summary>
internal static class RecoveryConfig
{
    private const string None = "none";

    /// <summary>The section; null if it says that a training shall not go back.</summary>
    public static RecoveryOptions? Read(ConfigNode node)
    {
        node = node.Named("mode");
        var mode = node.Choice("mode", ["snapshots", None], "snapshots");
        var usual = new RecoveryOptions();
        var options = new RecoveryOptions
        {
            Every = (int)node.Whole("every", 1, 1_000_000, usual.Every),
            ConfirmAfter = (int)node.Whole("confirm-after", 1, 1_000_000, usual.ConfirmAfter),
            Kept = (int)node.Whole("keep", 1, 1000, usual.Kept),
            Attempts = (int)node.Whole("attempts", 1, 1000, usual.Attempts),
            RateFactor = node.Number("rate-factor", NumberRange.Above0(1), usual.RateFactor),
        };
        node.Close("a setting of recovery");
        return mode == None ? null : options;
    }
}
