namespace Ballast;

/// <summary>A width in a layer list: a number, or a word for one that only the data knows.</summary>
/// <param name="Number">The number; 0 where a word stands.</param>
/// <param name="Word">One of <see cref="Words"/>, or null.</param>
internal readonly record struct LayerSize(long Number, string? Word = null)
{
    /// <summary>The words: as many as the loss needs outputs, and as many as one input has values.</summary>
    public static IReadOnlyList<string> Words { get; } = ["classes", "inputs"];

    /// <summary>The number it stands for.</summary>
    public long Of(ModelTask task) =>
        Word switch
        {
            null => Number,
            "classes" => task.Outputs,
            _ => task.Inputs,
        };
}
