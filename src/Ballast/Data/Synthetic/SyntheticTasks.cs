namespace Ballast;

/// <summary>Tasks that are drawn instead of read: points in the plane, and sequences that ask for memory.</summary>
public static class SyntheticTasks
{
    /// <summary>All names that <see cref="Create"/> knows: circle, blob, two-moons, adding, temporal-order, echo, markov-text.</summary>
    public static IReadOnlyList<string> Names { get; } = ["circle", "blob", "two-moons", "adding", "temporal-order", "echo", "markov-text"];

    /// <summary>Looks a task up by name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="length">Steps of a sequence; null for the task's default. Points have none.</param>
    /// <param name="delay">Steps that an echo lags; null for the default. Other tasks have none.</param>
    /// <param name="noise">Standard deviation of points; null for the task's default. Sequences have none.</param>
    /// <exception cref="ArgumentException">There is no such name, or an option is impossible.</exception>
    public static SyntheticTask Create(string name, int? length = null, int? delay = null, double? noise = null) =>
        name switch
        {
            "circle" => Circle(noise ?? 0.1),
            "blob" => Blob(noise ?? 1),
            "two-moons" => TwoMoons(noise ?? 0.1),
            "adding" => Adding(length ?? 30),
            "temporal-order" => TemporalOrder(length ?? 30),
            "echo" => Echo(length ?? 30, delay ?? 3),
            "markov-text" => MarkovText(length ?? 12),
            _ => throw Suggestion.Unknown("task", name, Names, nameof(name)),
        };

    /// <summary>Two classes in the plane: points near a circle of radius 1, and near one of radius 0.5 inside it. Inputs [2].</summary>
    /// <param name="noise">Standard deviation of each coordinate around its circle.</param>
    public static SyntheticTask Circle(double noise = 0.1) => new CircleTask(Require.NotNegative(noise));

    /// <summary>Three classes in the plane: normal clouds around the corners of a triangle with sides of 5.2. Inputs [2].</summary>
    /// <param name="noise">Standard deviation of each coordinate around its corner.</param>
    public static SyntheticTask Blob(double noise = 1) => new BlobTask(Require.NotNegative(noise));

    /// <summary>Two classes in the plane: interleaved half circles of radius 1. Inputs [2].</summary>
    /// <param name="noise">Standard deviation of each coordinate around its half circle.</param>
    public static SyntheticTask TwoMoons(double noise = 0.1) => new TwoMoonsTask(Require.NotNegative(noise));

    /// <summary>
    /// The sum of two of many numbers from 0 to 1: one marked in each half (Hochreiter and Schmidhuber 1997). Inputs [length, 2], values
    /// and marks; target [1]. Saying 1 always has a mean squared error of 1/6.
    /// </summary>
    /// <param name="length">Steps, at least 2.</param>
    public static SyntheticTask Adding(int length = 30) => new AddingTask(Require.AtLeast(length, 2));

    /// <summary>
    /// In which order two symbols came that were told among noise, one in the first and one in the second half: four classes (Hochreiter
    /// and Schmidhuber 1997). Inputs [length, 6], one-hot: two symbols that count, four that do not.
    /// </summary>
    /// <param name="length">Steps, at least 2.</param>
    public static SyntheticTask TemporalOrder(int length = 30) => new TemporalOrderTask(Require.AtLeast(length, 2));

    /// <summary>
    /// The symbol of some steps ago, at every step; before the beginning it was symbol 0. Inputs [length, 4], one-hot; labels [length].
    /// </summary>
    /// <param name="length">Steps.</param>
    /// <param name="delay">Steps to remember, at least 0 and below the length.</param>
    public static SyntheticTask Echo(int length = 30, int delay = 3) =>
        new EchoTask(Require.AtLeast(length, delay + 1), Require.AtLeast(delay, 0));

    /// <summary>
    /// The next symbol of a text of 16 symbols, each with three successors of probability 0.7, 0.2 and 0.1 from a fixed table. Inputs
    /// int64 [length], labels [length]. The best possible cross-entropy is 0.8018 nats.
    /// </summary>
    /// <param name="length">Symbols.</param>
    public static SyntheticTask MarkovText(int length = 12) => new MarkovTextTask(Require.AtLeast(length, 1));
}
