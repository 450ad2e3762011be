using System.Text.Json;
using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What one sample of a data set looks like, and how a file becomes one: what has to stay of a data set so that a trained model can be used
/// without it. Goes into a checkpoint as text; see <see cref="Dataset.Format"/>.
/// </summary>
public sealed record SampleFormat
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Shape of one input without the batch dimension, for instance [1, 28, 28].</summary>
    public required IReadOnlyList<long> InputShape { get; init; }

    /// <summary>Shape of one target: [] for one label, [T] for a label at every step, [outputs] for regression.</summary>
    public required IReadOnlyList<long> TargetShape { get; init; }

    /// <summary>Number of classes; 0 for regression.</summary>
    public required int Classes { get; init; }

    /// <summary>What the classes are called, in the order of their labels; empty when they have no names.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>How many symbols there are where inputs are symbols, int64 from 0 to this minus 1; null where they are numbers.</summary>
    public long? Symbols { get; init; }

    /// <summary>The symbol that fills sequences up and is not read; null where there is none.</summary>
    public long? Padding { get; init; }

    /// <summary>What the numbers of a regression target are called, in their order; empty when they have no names.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>How regression targets become what a model predicts, and back. Default: not at all.</summary>
    public TargetScaling TargetScaling { get; init; } = TargetScaling.Identity;

    /// <summary>How rows of a table become sequences; null where every row is an input.</summary>
    public WindowOptions? Window { get; init; }

    /// <summary>How raw values become inputs. Default: not at all.</summary>
    public InputScaling Scaling { get; init; } = InputScaling.Identity;

    /// <summary>The columns of a table that inputs are made of, in their order; null where samples come from no table.</summary>
    [JsonInclude]
    internal IReadOnlyList<InputColumn>? Columns { get; init; }

    /// <summary>The line of a table that names its columns, from 1.</summary>
    public long Header { get; init; } = 1;

    /// <summary>Key of the inputs in an npz archive, or null.</summary>
    public string? Array { get; init; }

    /// <summary>Numbers that a model has to give for one target: one logit per class, or one value per regression target.</summary>
    [JsonIgnore]
    public long Outputs => Classes > 0 ? Classes : TargetShape[^1];

    /// <summary>
    /// The inputs in a file: a picture (resized where it has another size), an npy or npz array of raw values, or the rows of a csv table.
    /// </summary>
    /// <param name="path">The file, known by its ending.</param>
    /// <returns>[n, ...InputShape], scaled like the inputs that were trained on: float32, or int64 symbols.</returns>
    /// <exception cref="DatasetException">The file is absent, damaged, of an unknown kind, of another shape, or holds what is not
    /// finite.</exception>
    public Tensor Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return SampleFile.Read(path, this, []).X;
    }

    /// <summary>The same, and what there is to say about it: texts that the training did not have.</summary>
    /// <param name="path">The file, known by its ending.</param>
    /// <param name="notes">One sentence each.</param>
    /// <returns>[n, ...InputShape], as above.</returns>
    /// <exception cref="DatasetException">As above.</exception>
    public Tensor Read(string path, out IReadOnlyList<string> notes)
    {
        ArgumentNullException.ThrowIfNull(path);
        List<string> said = [];
        notes = said;
        return SampleFile.Read(path, this, said).X;
    }

    /// <summary>The same with the rows of the table, where they come from one.</summary>
    internal SampleRows ReadRows(string path, List<string>? notes = null) => SampleFile.Read(path, this, notes ?? []);

    /// <summary>Everything as one line of JSON.</summary>
    public string Save() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FormatException">This is no such text.</exception>
    public static SampleFormat Load(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<SampleFormat>(text, Json) ?? throw new FormatException("The format of samples is missing.");
        }
        catch (JsonException fault)
        {
            throw new FormatException($"This is no format of samples: {fault.Message}", fault);
        }
    }
}
