using System.Diagnostics.Metrics;

namespace Ballast;

/// <summary>
/// A training as instruments of the meter <c>Ballast</c>, for OpenTelemetry, Prometheus and <c>dotnet-counters</c>. While nobody listens it
/// costs some comparisons a step. What is NaN or infinite is counted in <c>ballast.broken_steps</c> and not given to a gauge: exporters
/// drop or refuse such points.
/// </summary>
internal sealed class MeterSink : IRecordSink
{
    /// <summary>Its name.</summary>
    public const string Name = "Ballast";

    private readonly Meter _meter;
    private readonly Counter<long> _steps,
        _broken,
        _acts;
    private readonly Gauge<double> _loss,
        _norm,
        _rate,
        _ratio;
    private readonly Histogram<double> _guard;

    public MeterSink(IMeterFactory? factory, string? run)
    {
        KeyValuePair<string, object?>[] tags = run is null ? [] : [new("run", run)];
        _meter = factory?.Create(new MeterOptions(Name) { Tags = tags }) ?? new Meter(Name, null, tags);
        _steps = _meter.CreateCounter<long>("ballast.steps", "{step}", "Steps, refused ones included.");
        _broken = _meter.CreateCounter<long>("ballast.broken_steps", "{step}", "Steps whose loss or gradient was NaN or infinite.");
        _acts = _meter.CreateCounter<long>("ballast.interventions", "{step}", "Steps in which the guard did something, by kind.");
        _loss = _meter.CreateGauge<double>("ballast.loss", description: "Loss of the batch.");
        _norm = _meter.CreateGauge<double>("ballast.gradient_norm", description: "Norm of the gradient before anything was changed.");
        _rate = _meter.CreateGauge<double>("ballast.learning_rate", description: "Of the first group of parameters.");
        _ratio = _meter.CreateGauge<double>("ballast.update_ratio", description: "Norm of the change over norm of the weights.");
        _guard = _meter.CreateHistogram<double>(
            "ballast.guard.duration",
            "s",
            "Time in the guard: measuring, judging, the optimizer's step."
        );
    }

    public void Write(StepRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        _steps.Add(1);
        if (!double.IsFinite(record.Loss) || record.NonFinite > 0)
            _broken.Add(1);
        Tell(_loss, record.Loss);
        Tell(_norm, record.GradientNorm);
        Tell(_rate, record.LearningRate);
        Tell(_ratio, record.UpdateRatio);
        _guard.Record(record.Elapsed.TotalSeconds);
        if (record.Verdict.Kind != VerdictKind.Proceed && !record.Overruled)
            Act(record.Verdict.Kind.ToString().ToLowerInvariant());
        if (record.Capped > 0)
            Act("cap");
        if (record.Edits.Count > 0)
            Act("edit");
    }

    public void Dispose() => _meter.Dispose();

    private void Act(string kind) => _acts.Add(1, new KeyValuePair<string, object?>("kind", kind));

    private static void Tell(Gauge<double> gauge, double value)
    {
        if (double.IsFinite(value))
            gauge.Record(value);
    }
}
