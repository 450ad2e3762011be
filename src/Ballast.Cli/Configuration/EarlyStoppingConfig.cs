namespace Ballast.Cli;

/// <summary>Reads when a training ends early.</summary>
internal static class EarlyStoppingConfig
{
    private static readonly string[] Metrics = ["loss", "accuracy"];

    public static EarlyStopping Read(ConfigNode node)
    {
        var patience = (int)node.Need("patience", "'patience: 3'").AsWhole(1, 1_000_000);
        var stopping = new EarlyStopping(patience, Enum.Parse<EvaluationMetric>(node.Choice("metric", Metrics, "loss"), ignoreCase: true));
        node.Close("a setting of early stopping");
        return stopping;
    }
}
