using System.Globalization;

namespace Ballast.Lab;

/// <summary>Listens for what a guard foresees, to be held against what came.</summary>
internal sealed class ForecastSink : IRecordSink
{
    private const string Code = "EXP004";
    private static readonly ISymptom s_symptom = Symptoms.All.Single(it => it.Code == Code);
    private readonly List<double> _norms = [],
        _losses = [];

    /// <summary>The first time that an overflow was foreseen, and in how many steps; null if none was.</summary>
    public (long Step, long Left)? First { get; private set; }

    public void Write(StepRecord record)
    {
        _norms.Add(record.GradientNorm);
        _losses.Add(record.Loss);
        if (First is null && record.Notices.Any(it => it.StartsWith(Code, StringComparison.Ordinal)))
            First = (record.Step, Left());
    }

    public void Dispose() { }

    private long Left()
    {
        var found = s_symptom.Look(
            new()
            {
                Course = new() { Losses = _losses, GradientNorms = _norms },
            }
        );
        return found is null ? 0 : long.Parse(found.Evidence["left"], CultureInfo.InvariantCulture);
    }
}
