using System.Globalization;
using Tensorboard;

namespace Ballast;

/// <summary>
/// Writes TensorBoard's event files: <c>loss/train</c>, <c>loss/test</c>, <c>accuracy/…</c>, <c>gradient_norm</c>, <c>learning_rate</c>,
/// <c>update_ratio</c>, and of single parameters <c>gradient_norm/NAME</c> and <c>weight_norm/NAME</c>. NaN and infinity are written as
/// they are. What cannot be written is reported once and never holds up a training.
/// </summary>
public sealed class TensorBoardSink : IRecordSink, ITrainingProgress
{
    private readonly FileStream _file;
    private readonly int _every;

    /// <param name="folder">Where the file goes; made if it is not there.</param>
    /// <param name="every">Numbers of single parameters are written every so many steps, at least 1.</param>
    /// <exception cref="IOException">Nothing can be written there.</exception>
    public TensorBoardSink(string folder, int every = 10)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        _every = every;
        Directory.CreateDirectory(folder);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString("D13", CultureInfo.InvariantCulture);
        // TensorBoard takes files with "tfevents" in their name
        _file = new FileStream(
            Path.Combine(folder, $"events.out.tfevents.{now}.ballast"),
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.Read
        );
        EventFile.Write(_file, new Event { WallTime = Now, FileVersion = "brain.Event:2" });
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Write(StepRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var summary = new Summary();
        Add(summary, "loss/train", record.Loss);
        Add(summary, "learning_rate", record.LearningRate);
        if (!double.IsNaN(record.GradientNorm) || record.NonFinite > 0)
            Add(summary, "gradient_norm", record.NonFinite > 0 ? double.NaN : record.GradientNorm);
        if (!double.IsNaN(record.UpdateRatio))
            Add(summary, "update_ratio", record.UpdateRatio);
        if (record.Step % _every == 0 || record.NonFinite > 0)
            foreach (ref readonly var parameter in record.Reading.Parameters)
            {
                Add(summary, $"gradient_norm/{parameter.Info.Name}", parameter.NonFinite > 0 ? double.NaN : parameter.Norm);
                if (!double.IsNaN(parameter.WeightNorm))
                    Add(summary, $"weight_norm/{parameter.Info.Name}", parameter.WeightNorm);
            }

        Put(record.Step, summary);
    }

    /// <inheritdoc/>
    public void Step(StepRecord record, double accuracy)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (double.IsNaN(accuracy))
            return;
        var summary = new Summary();
        Add(summary, "accuracy/train", accuracy);
        Put(record.Step, summary);
    }

    /// <inheritdoc/>
    public void Evaluated(EvaluationRecord evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        var summary = new Summary();
        Add(summary, "loss/test", evaluation.Loss);
        if (!double.IsNaN(evaluation.Accuracy))
            Add(summary, "accuracy/test", evaluation.Accuracy);
        foreach (var metric in evaluation.Metrics)
            Add(summary, $"{metric.Name}/test", metric.Value);
        Put(evaluation.Step, summary);
        _file.Flush();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static double Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    private static void Add(Summary summary, string tag, double value) =>
        summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });

    private void Put(long step, Summary summary) =>
        EventFile.Write(
            _file,
            new Event
            {
                WallTime = Now,
                Step = step,
                Summary = summary,
            }
        );
}
