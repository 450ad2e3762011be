using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Samples as they were read, before anything was set aside or scaled.</summary>
/// <param name="Name">The source, for messages.</param>
/// <param name="All">Every sample; inputs float32 or float64, or int64 symbols that are never scaled; numbers to predict float32 or
/// float64.</param>
/// <param name="Classes">Number of classes, 0 for regression.</param>
internal sealed record RawSamples(string Name, Samples All, int Classes)
{
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>What the predicted numbers are called; empty where they have no names.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>The largest possible input value, where it is known.</summary>
    public double? Top { get; init; }

    /// <summary>The columns of a table that inputs are made of, or null.</summary>
    public IReadOnlyList<InputColumn>? Columns { get; init; }

    /// <summary>How rows of a table become sequences, or null.</summary>
    public WindowOptions? Window { get; init; }

    /// <summary>Key of the inputs in an archive, or null.</summary>
    public string? Array { get; init; }

    /// <summary>Inputs that scaling leaves alone: those that mean yes and no.</summary>
    public Func<int, bool> Unscaled { get; init; } = _ => false;

    /// <summary>How many samples come from files of their own parts; null where all are to be split.</summary>
    public OwnParts? Own { get; init; }

    /// <summary>Where the target of a sample stands, for messages; null where a sample has no place but its number.</summary>
    public Func<long, long, string>? Place { get; init; }

    /// <summary>What there is to say about how they were read, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The line of a table that names its columns.</summary>
    public long Header { get; init; } = 1;

    /// <summary>What numbers that name classes stand for; null where labels are the classes.</summary>
    public LabelNames? Labels { get; init; }

    /// <summary>Where the target of a sample stands, in words.</summary>
    public string PlaceOf(long sample, long column = 0) => Place?.Invoke(sample, column) ?? $"{Name}, sample {sample} (counted from 0)";

    /// <summary>Which samples go where, by label where a sample has one.</summary>
    public Partition Partition(DataSplit split)
    {
        var own = Own ?? new(All.Count, 0, 0);
        if (own.Test == 0)
            Require.Positive(split.Test, "split.Test");
        var labels = Classes == 0 || All.Y.dim() > 1 ? null : All.Y.data<long>().ToArray();
        return own.Around(Ballast.Partition.Of(Name, own.Train, own.Left(split), labels is null ? null : i => labels[i]));
    }

    /// <summary>The data set, and nothing left of the raw samples.</summary>
    public Dataset Take(DataOptions? options)
    {
        options ??= new();
        try
        {
            return ToDataset(Partition(options.Split), options);
        }
        finally
        {
            All.Free();
        }
    }

    public Dataset ToDataset(Partition parts, Normalization normalize) => ToDataset(parts, new DataOptions { Normalize = normalize });

    public Dataset ToDataset(Partition parts, DataOptions options)
    {
        using var scope = NewDisposeScope();
        CheckTargets(options.TargetScale);
        if (Classes > 0)
            Ballast.Labels.MustDiffer(Name, All.Y);
        var (train, validation, test) = parts.Of(All);
        var (scaling, targets) = (InputScaling.Identity, TargetScaling.Identity);
        // in float64 where the values need it, so that what is large beside its spread, such as seconds since 1970, keeps its digits
        if (All.X.is_floating_point())
            scaling = InputScaling.Learn(train.X, options.Normalize, Top).Except(Unscaled);
        if (Classes == 0)
            targets = TargetScaling.Learn(options.TargetScale, train.Y);
        (train, validation, test) = (Scaled(train)!, Scaled(validation), Scaled(test));
        return new Dataset(Name, train, test!, Classes, validation, options.Padding, options.IgnoredLabel)
        {
            ClassNames = ClassNames,
            TargetNames = TargetNames,
            Scaling = scaling,
            TargetScaling = targets,
            Columns = Columns,
            Window = Window,
            Array = Array,
            Header = Header,
            Notes = [.. Notes, .. Ballast.Labels.Absent(train.Y, Classes, ClassNames)],
            Parts = parts,
            Where = i => PlaceOf(i),
        };

        Samples? Scaled(Samples? part) =>
            part is null
                ? null
                : new(
                    part.X.is_floating_point() ? scaling.Apply(part.X).to(ScalarType.Float32) : part.X,
                    Classes == 0 ? targets.Apply(part.Y) : part.Y
                );
    }

    /// <summary>One after the other, those for training first.</summary>
    /// <exception cref="DatasetException">They do not fit together.</exception>
    public static RawSamples Join(RawSamples train, RawSamples? validation, RawSamples? test)
    {
        RawSamples[] all = [.. new[] { train, validation, test }.OfType<RawSamples>()];
        if (all.Length == 1)
            return train;
        foreach (var other in all[1..])
        {
            SampleCheck.Alike(train.Name, train.All, other.All, other.Name);
            if (other.Classes > train.Classes)
                throw new DatasetException(
                    $"{other.Name} has the label {other.Classes - 1}, but the labels of {train.Name}, which is trained on, end at "
                        + $"{train.Classes - 1}. Nothing can be learned of a class that training does "
                        + "not have: leave its samples out, or train on some."
                );
        }

        var own = new OwnParts(train.All.Count, validation?.All.Count ?? 0, test?.All.Count ?? 0);
        long[] counts = [.. all.Select(it => it.All.Count)];
        using var scope = NewDisposeScope();
        var joined = new Samples(
            cat([.. all.Select(it => it.All.X)], 0).MoveToOuterDisposeScope(),
            cat([.. all.Select(it => it.All.Y)], 0).MoveToOuterDisposeScope()
        );
        foreach (var it in all)
            it.All.Free();
        return train with { All = joined, Own = own, Place = Place, Notes = [.. all.SelectMany(it => it.Notes).Distinct()] };

        string Place(long sample, long column)
        {
            var part = 0;
            for (; sample >= counts[part]; part++)
                sample -= counts[part];
            return all[part].PlaceOf(sample, column);
        }
    }

    private void CheckTargets(TargetScale scale)
    {
        if (scale == TargetScale.None)
            return;
        var name = scale.ToString().ToLowerInvariant();
        if (Classes > 0)
            throw new DatasetException(
                $"{Name}: the target scale is {name}, but the targets are classes, which "
                    + "have no scale. Leave it out, or say task: regression."
            );
        using var wide = All.Y.to(ScalarType.Float64).contiguous();
        var (least, columns, i) = (TargetScaling.Least(scale), All.Y.shape[1], 0L);
        foreach (var value in wide.data<double>().ToArray())
        {
            if (!(value > least) || double.IsInfinity(value))
            {
                var remedy =
                    double.IsNegativeInfinity(least) || double.IsNaN(value) ? "Correct it, or leave the row out."
                    : least == 0 ? "Choose log1p, which takes amounts from 0 on, or standard; or leave the row out."
                    : "Choose standard, or leave the row out.";
                throw new DatasetException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{PlaceOf(i / columns, i % columns)}: the target is {value}; a target scale of {name} takes "
                            + $"{(double.IsNegativeInfinity(least) ? "finite numbers" : $"numbers above {least}")}. {remedy}"
                    )
                );
            }

            i++;
        }
    }
}
