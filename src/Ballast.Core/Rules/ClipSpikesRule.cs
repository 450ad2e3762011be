using System.Globalization;

namespace Ballast;

/// <summary>
/// Per tensor: keeps a running mean of ln ||g|| and rescales a gradient that is more than <c>factor</c> times its geometric
/// mean to exactly the mean: what a wild batch says counts no more than what a usual one says. The mean learns at most
/// <c>factor</c> times itself, so a spike moves it by at most ln(factor) (1 - memory), and it learns with decay
/// min(memory, k / (k + 1)), so that the first steps count alike.
/// </summary>
internal sealed class ClipSpikesRule(double factor, double memory, int after) : IGuardRule
{
    private readonly double _rise = Math.Log(Require.Positive(factor - 1, nameof(factor)) + 1);
    private readonly double _memory = Require.BelowOne(memory);
    private readonly int _after = Require.AtLeast(after, 1);
    private double[] _means = [];
    private long[] _counts = [];
    private double[] _scales = [];

    public string Name => "clip-spikes";

    public Verdict Judge(GradientReading reading)
    {
        Fit(reading.Parameters.Length);
        var (loudest, clipped) = (-1, 0);
        for (var i = 0; i < _scales.Length; i++)
        {
            ref readonly var p = ref reading.Parameters[i];
            _scales[i] = 1;
            if (_counts[i] < _after || !p.IsFinite || p.Norm == 0) continue;
            var excess = Math.Log(p.Norm) - _means[i];
            if (excess <= _rise) continue;
            _scales[i] = Math.Max(Math.Exp(-excess), double.Epsilon);
            clipped++;
            if (loudest < 0 || _scales[i] < _scales[loudest]) loudest = i;
        }

        return clipped == 0 ? Verdict.Proceed : Verdict.RescaleEach(_scales, string.Create(CultureInfo.InvariantCulture,
            $"gradient of {reading.Parameters[loudest].Info.Name} is {1 / _scales[loudest]:g3} times its usual norm ({clipped} of {_scales.Length} tensors clipped)"));
    }

    public void Learn(GradientReading reading, Verdict final)
    {
        if (!final.TakesStep) return;
        Fit(reading.Parameters.Length);
        for (var i = 0; i < _means.Length; i++)
        {
            ref readonly var p = ref reading.Parameters[i];
            if (!p.IsFinite || p.Norm == 0) continue;
            var log = Math.Log(p.Norm);
            if (_counts[i] >= _after) log = Math.Min(log, _means[i] + _rise);
            var decay = Math.Min(_memory, _counts[i] / (_counts[i] + 1.0));
            _means[i] = (decay * _means[i]) + ((1 - decay) * log);
            _counts[i]++;
        }
    }

    public string Save() => StateText.Write(_means, _counts);

    public void Load(string state)
    {
        var (means, counts) = StateText.Read(state, Name);
        if (means.Length != counts.Length || counts.Any(count => count < 0) || !means.All(double.IsFinite)) throw StateText.Broken(state, Name);
        (_means, _counts, _scales) = (means, counts, new double[means.Length]);
    }

    private void Fit(int parameters)
    {
        if (_means.Length == parameters) return;
        if (_means.Length > 0)
            throw new InvalidOperationException($"The rule {Name} knows {_means.Length} parameters but was given {parameters}: one rule serves one model. Create it anew.");
        (_means, _counts, _scales) = (new double[parameters], new long[parameters], new double[parameters]);
    }
}
