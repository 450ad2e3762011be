using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>What a model says of one input, or of one step of it: a class, or predicted numbers.</summary>
/// <param name="File">The file it stands in.</param>
/// <param name="Index">Its place in the file, from 0.</param>
internal sealed record Prediction(string File, long Index)
{
    /// <summary>The step, from 0, where every step is answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Step { get; init; }

    /// <summary>The line of a table on which it stands, from 1; of a window, its last row.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Line { get; init; }

    /// <summary>When that was, in the words of the table, where the data have a column of time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Time { get; init; }

    /// <summary>The most probable class.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Class { get; init; }

    /// <summary>What it is called, where classes have names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>Its probability, in [0, 1].</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Probability { get; init; }

    /// <summary>The predicted numbers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double[]? Values { get; init; }

    /// <summary>What the numbers are called, where a target has several with names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>The probability of every class.</summary>
    [JsonIgnore]
    public double[] Probabilities { get; init; } = [];

    /// <summary>
    /// How much the probability, or each number, varies from sample to sample: the standard deviation, where dropout was sampled.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double[]? Spread { get; init; }

    /// <summary>The answer in words.</summary>
    [JsonIgnore]
    public string Words =>
        Values is not null
            ? string.Join(
                ", ",
                Values.Select(
                    (value, i) =>
                        (Names is null ? "" : $"{Names[i]} ")
                        + Cli.Words.Value(value)
                        + (Spread is null ? "" : $" ± {Cli.Words.Value(Spread[i], digits: 3)}")
                )
            )
            : $"{Name ?? $"class {Class}"}, "
                + $"{Cli.Words.Percent(Probability!.Value)}{(Spread is null ? "" : $" ± {Cli.Words.Percent(Spread[0])}")}";

    /// <summary>One for every answer in outputs [samples, n, outputs] or [samples, n, steps, outputs]: the mean over the samples.</summary>
    public static IEnumerable<Prediction> From(string file, Tensor samples, TrainedModel model)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        return model.Loss.Classifies ? Classes(file, samples, model) : Numbers(file, samples, model);
    }

    private static Prediction[] Classes(string file, Tensor samples, TrainedModel model)
    {
        var steps = samples.dim() == 4 ? samples.shape[2] : (long?)null;
        var wide = (steps is null ? samples : samples.flatten(1, 2)).to(ScalarType.Float64).cpu();
        Tensor each;
        if (wide.shape[2] == 1)
            each = cat([(-wide).sigmoid(), wide.sigmoid()], 2);
        else
            each = model.Loss.Name == Losses.BceWithLogitsName ? wide.sigmoid() : wide.softmax(2);
        var (best, index) = each.mean([0]).max(1);
        double[] values = [.. best.data<double>()],
            spreads = [.. each.std(0, unbiased: false).gather(1, index.unsqueeze(1)).data<double>()];
        long[] classes = [.. index.data<long>()];
        var every = each.mean([0]).data<double>().ToArray().Chunk((int)each.shape[2]).ToArray();
        var names = model.Format.ClassNames;
        return
        [
            .. values.Select(
                (value, i) =>
                    new Prediction(file, i / (steps ?? 1))
                    {
                        Step = steps is null ? null : i % steps,
                        Class = classes[i],
                        Name = classes[i] < names.Count ? names[(int)classes[i]] : null,
                        Probability = value,
                        Probabilities = every[i],
                        Spread = samples.shape[0] > 1 ? [spreads[i]] : null,
                    }
            ),
        ];
    }

    private static Prediction[] Numbers(string file, Tensor samples, TrainedModel model)
    {
        var (count, n) = (samples.shape[0], samples.shape[1]);
        var said = model
            .Loss.Answer(samples.flatten(0, 1), zeros([count * n, .. model.Format.TargetShape], device: samples.device))
            .Prediction;
        var all = model.Format.TargetScaling.Restore(said).to(ScalarType.Float64).cpu().reshape(count, n, -1);
        double[] values = [.. all.mean([0]).data<double>()],
            spreads = [.. all.std(0, unbiased: false).data<double>()];
        var width = (int)all.shape[2];
        return
        [
            .. values
                .Chunk(width)
                .Zip(spreads.Chunk(width))
                .Select(
                    (pair, i) =>
                        new Prediction(file, i)
                        {
                            Values = pair.First,
                            Names = model.Format.TargetNames is { Count: > 1 } names ? names : null,
                            Spread = count > 1 ? pair.Second : null,
                        }
                ),
        ];
    }
}
