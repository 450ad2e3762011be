using static TorchSharp.torch;

namespace Ballast;

/// <summary>Samples as they were read, before anything was set aside or scaled.</summary>
/// <param name="Name">The source, for messages.</param>
/// <param name="All">Every sample; inputs float32 or float64, or int64 symbols that are never scaled.</param>
/// <param name="Classes">Number of classes, 0 for regression.</param>
internal sealed record RawSamples(string Name, Samples All, int Classes)
{
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The largest possible input value, where it is known.</summary>
    public double? Top { get; init; }

    /// <summary>The columns of a table that inputs are made of, or null.</summary>
    public IReadOnlyList<InputColumn>? Columns { get; init; }

    /// <summary>Key of the inputs in an archive, or null.</summary>
    public string? Array { get; init; }

    /// <summary>Inputs that scaling leaves alone: those that mean yes and no.</summary>
    public Func<int, bool> Unscaled { get; init; } = _ => false;

    /// <summary>What there is to say about how they were read, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where a sample stands, for messages; by default its number among all.</summary>
    public Func<long, string> Where { get; init; } = i => $"sample {i} (counted from 0)";

    /// <summary>The line of a table that names its columns.</summary>
    public long Header { get; init; } = 1;

    /// <summary>Which samples go where, by label where a sample has one.</summary>
    public Partition Partition(DataSplit split)
    {
        Require.Positive(split.Test, "split.Test");
        if (Classes == 0 || All.Y.dim() > 1) return Ballast.Partition.Of(Name, All.Count, split);
        var labels = All.Y.data<long>().ToArray();
        return Ballast.Partition.Of(Name, All.Count, split, i => labels[i]);
    }

    /// <summary>The data set, and nothing left of the raw samples.</summary>
    public Dataset Take(DataOptions? options)
    {
        options ??= new();
        try
        {
            return ToDataset(Partition(options.Split), options.Normalize);
        }
        finally
        {
            All.Free();
        }
    }

    public Dataset ToDataset(Partition parts, Normalization normalize)
    {
        using var scope = NewDisposeScope();
        if (Classes > 0) Labels.MustDiffer(Name, All.Y);
        var (train, validation, test) = parts.Of(All);
        var scaling = InputScaling.Identity;
        if (All.X.is_floating_point())
        {
            scaling = InputScaling.Learn(train.X, normalize, Top).Except(Unscaled);
            (train, validation, test) = (Scaled(train), Scaled(validation), Scaled(test));
        }

        return new Dataset(Name, train!, test!, Classes, validation)
        {
            ClassNames = ClassNames, Scaling = scaling, Columns = Columns, Array = Array, Header = Header,
            Notes = [.. Notes, .. Labels.Absent(train!.Y, Classes, ClassNames)],
            Parts = parts, Where = Where,
        };

        // in float64 where the values need it, so that what is large beside its spread, such as seconds since 1970, keeps its digits
        Samples? Scaled(Samples? part) => part is null ? null : part with { X = scaling.Apply(part.X).to(ScalarType.Float32) };
    }
}
