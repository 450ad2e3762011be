using System.Globalization;

namespace Ballast;

/// <summary>
/// Per tensor: rescales a gradient whose norm is more than <c>factor</c> times the running mean of its own clipped norms to that. In the
/// first steps the global norm is clipped to <c>max</c> instead, and the mean begins with the median of what is left. AdaGC (Wang, Li,
/// Chen et al. 2025, "AdaGC: Improving Training Stability for Large Language Model Pretraining", arXiv:2502.11034).
/// </summary>
/// <remarks>
/// Other than the published code it begins with the median and not with the smallest norm of the first steps: one global spike
/// among them scales all other tensors to next to nothing, and the smallest never forgets that. It learns only from steps that are
/// taken, so one NaN does not end it.
/// </remarks>
/// <param name="factor">How many times the mean is borne, above 1.</param>
/// <param name="memory">Decay of the mean, in [0, 1).</param>
/// <param name="after">First steps, with a global limit, at least 1.</param>
/// <param name="max">Largest global norm in the first steps, above 0.</param>
internal sealed class AdaGCRule(double factor, double memory, int after, double max) : IGuardRule
{
    private readonly double _factor = Require.Positive(factor - 1, nameof(factor)) + 1;
    private readonly double _memory = Require.BelowOne(memory);
    private readonly int _after = Require.AtLeast(after, 1);
    private readonly double _max = Require.Positive(max);
    private RecentValues[] _first = [];
    private double[] _means = [];
    private readonly TensorScales _scales = new();
    private long _steps;

    public string Name => "adagc";

    public Verdict Judge(GradientReading reading)
    {
        Fit(reading.Parameters.Length);
        if (_steps < _after)
            return double.IsFinite(reading.Norm) && reading.Norm > _max
                ? Verdict.Rescale(
                    Math.Max(_max / reading.Norm, double.Epsilon),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"gradient norm {reading.Norm:g4} above {_max:g4} in the first {_after} steps"
                    )
                )
                : Verdict.Proceed;
        _scales.Begin(_means.Length);
        for (var i = 0; i < _means.Length; i++)
            _scales.Set(i, Scale(i, reading.Parameters[i].Norm));
        return _scales.Clipped == 0
            ? Verdict.Proceed
            : _scales.Rescale(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"gradient of {reading.Parameters[_scales.Loudest].Info.Name} is {_factor / _scales.Smallest:g3} times its mean norm"
                )
            );
    }

    public void Learn(GradientReading reading, Verdict final)
    {
        if (!final.TakesStep || !double.IsFinite(reading.Norm))
            return;
        Fit(reading.Parameters.Length);
        var global = Math.Min(1, _max / reading.Norm);
        for (var i = 0; i < _means.Length; i++)
        {
            var norm = reading.Parameters[i].Norm;
            if (_steps >= _after)
            {
                _means[i] = (_memory * _means[i]) + ((1 - _memory) * norm * Scale(i, norm));
                continue;
            }

            _first[i].Add(norm * global);
            if (_steps == _after - 1)
                _means[i] = _first[i].Quantile(0.5);
        }

        _steps++;
    }

    public string Save() => StateText.Write([.. _means, .. _first.SelectMany(first => first.Values)], [_steps, _means.Length]);

    public void Load(string state)
    {
        var (values, counts) = StateText.Read(state, Name);
        if (
            counts is not [>= 0 and var steps, >= 0 and < int.MaxValue and var n]
            || (steps > 0 && n == 0)
            || values.Length != n * (1 + Math.Min(steps, _after))
            || !values.All(value => double.IsFinite(value) && value >= 0)
        )
            throw StateText.Broken(state, Name);
        var kept = (int)Math.Min(steps, _after);
        (_steps, _means) = (steps, values[..(int)n]);
        _first = [.. Enumerable.Range(0, (int)n).Select(i => new RecentValues(values.AsSpan((int)n + (i * kept), kept), _after))];
    }

    // a tensor that has had no gradient yet has no usual one
    private double Scale(int i, double norm) =>
        double.IsFinite(norm) && _means[i] > 0 && norm > _factor * _means[i] ? Math.Max(_factor * _means[i] / norm, double.Epsilon) : 1;

    private void Fit(int parameters)
    {
        if (_means.Length == parameters)
            return;
        if (_means.Length > 0)
            throw TensorScales.OfAnother(Name, _means.Length, parameters);
        _means = new double[parameters];
        _first = [.. Enumerable.Range(0, parameters).Select(_ => new RecentValues([], _after))];
    }
}
