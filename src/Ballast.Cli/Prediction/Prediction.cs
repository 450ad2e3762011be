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

    /// <summary>The answer in words.</summary>
    [JsonIgnore]
    public string Words => Values is not null ? string.Join(", ", Values.Select(Cli.Words.Number)) : $"{Name ?? $"class {Class}"}, {Cli.Words.Percent(Probability!.Value)}";

    /// <summary>One for every answer in an output [n, outputs] or [n, steps, outputs].</summary>
    public static IEnumerable<Prediction> From(string file, Tensor output, TrainedModel model)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        return model.Loss.Classifies ? Classes(file, output, model) : Numbers(file, output, model);
    }

    private static Prediction[] Classes(string file, Tensor output, TrainedModel model)
    {
        var steps = output.dim() == 3 ? output.shape[1] : (long?)null;
        var wide = (steps is null ? output : output.flatten(0, 1)).to(ScalarType.Float64).cpu();
        Tensor probabilities;
        if (wide.shape[1] == 1) probabilities = cat([(-wide).sigmoid(), wide.sigmoid()], 1);
        else probabilities = model.Loss.Name == Losses.BceWithLogitsName ? wide.sigmoid() : wide.softmax(1);
        var (best, index) = probabilities.max(1);
        double[] values = [.. best.data<double>()];
        long[] classes = [.. index.data<long>()];
        var names = model.Format.ClassNames;
        return [.. values.Select((value, i) => new Prediction(file, i / (steps ?? 1))
        {
            Step = steps is null ? null : i % steps, Class = classes[i], Name = classes[i] < names.Count ? names[(int)classes[i]] : null, Probability = value,
        })];
    }

    private static Prediction[] Numbers(string file, Tensor output, TrainedModel model)
    {
        var predicted = model.Loss.Answer(output, zeros([output.shape[0], .. model.Format.TargetShape], device: output.device)).Prediction.to(ScalarType.Float64).cpu().contiguous();
        double[] values = [.. predicted.data<double>()];
        return [.. values.Chunk(values.Length / (int)output.shape[0]).Select((chunk, i) => new Prediction(file, i) { Values = chunk })];
    }
}
