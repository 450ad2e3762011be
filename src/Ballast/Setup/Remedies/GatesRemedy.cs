namespace Ballast;

/// <summary>Recurrent matrices of libtorch's own modules that saturate their gates: see <see cref="GateScale"/>.</summary>
internal sealed class GatesRemedy : IRemedy
{
    private IReadOnlyList<GateScale> _gates = [];

    public string Trouble => string.Join("; ", _gates.Select(gate => gate.Words));

    public bool Suspects(Examination seen) => (_gates = GateScale.Find(seen.Model)).Count > 0;

    public IReadOnlyList<string> Propose(Examination seen, int way) => [.. _gates.Select(gate => gate.Mend())];
}
