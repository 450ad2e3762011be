using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// An attention whose scores can be watched: implement it in a module of your own for <see cref="WeightEdits.QkClip"/>. Ballast's attention
/// layers do.
/// </summary>
public interface IScoredAttention
{
    /// <summary>Makes the queries; its rows belong to the heads, one after the other.</summary>
    Linear Query { get; }

    /// <summary>Makes the keys, with rows as <see cref="Query"/>.</summary>
    Linear Key { get; }

    /// <summary>How many heads there are.</summary>
    long Heads { get; }

    /// <summary>
    /// Whether forward passes in training are to note their largest scores. Default false: it costs one pass over the scores.
    /// </summary>
    bool NotesScores { get; set; }

    /// <summary>
    /// The largest score of each head, [heads], before the softmax, in all passes since this was called last; null if there was none.
    /// </summary>
    Tensor? TakeLargestScores();
}
