namespace Ballast;

/// <summary>What a probe showed of how a model uses its parameters.</summary>
internal static class CallCount
{
    /// <summary>Notes how often a pass used each weight of a network with a loop, and which layer came last.</summary>
    public static void Note(ParameterTable table, Probe probe)
    {
        var hasLoop = probe.Loops.Any();
        foreach (var (module, outputs) in probe.OutputSizes)
        foreach (var i in table.Of(module))
            table.Infos[i] = table.Infos[i] with { Calls = !hasLoop || probe.FedByData.Contains(module) ? 1 : outputs.Length };
        if (probe.Order is [.., var last])
            table.MarkOutput(table.Of(last));
    }
}
