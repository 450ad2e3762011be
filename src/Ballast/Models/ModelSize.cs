namespace Ballast;

/// <summary>How large a zoo model will be, from its options alone: before any memory is asked for.</summary>
/// <param name="Parameters">Values that are trained. A double, so that no product of sizes overflows.</param>
/// <param name="Values">Outputs of all layers for one sample, which a backward pass needs: about.</param>
internal readonly record struct ModelSize(double Parameters, double Values)
{
    /// <summary>Of a model that does not fit its inputs it is anything; building it says what is wrong.</summary>
    public static ModelSize Of(string name, IReadOnlyList<long> inputShape, long outputs, ModelOptions options)
    {
        var inputs = inputShape.Aggregate(1.0, (product, size) => product * size);
        return name switch
        {
            "mlp" => new ModelSize(0, inputs) + Linears(inputs, options.Hidden ?? [128, 128], outputs),
            "plain-cnn" when inputShape is [var channels, var rows, var columns] => PlainCnn(channels, rows, columns, outputs, options),
            "resnet" when (options.Blocks ?? (inputShape.Count == 3 ? "conv" : "linear")) == "linear" => LinearResNet(
                inputs,
                outputs,
                options
            ),
            "resnet" when inputShape is [var channels, var rows, var columns] => ConvResNet(channels, rows, columns, outputs, options),
            "rnn" => Sequence(inputShape, outputs, options, gates: 1, stateBias: false),
            "gru" => Sequence(inputShape, outputs, options, gates: 3, stateBias: true),
            "lstm" => Sequence(inputShape, outputs, options, gates: 4, stateBias: false),
            "transformer" => Transformer(inputShape, outputs, options),
            _ => default,
        };
    }

    public static ModelSize operator +(ModelSize a, ModelSize b) => new(a.Parameters + b.Parameters, a.Values + b.Values);

    public static ModelSize operator *(double times, ModelSize it) => new(times * it.Parameters, times * it.Values);

    private static ModelSize Linear(double from, double to, double calls = 1) => new((from * to) + to, calls * to);

    private static ModelSize Conv(double from, double to, double places, double area = 9) => new((area * from * to) + to, places * to);

    private static ModelSize Linears(double from, IReadOnlyList<int> hidden, double outputs)
    {
        var size = default(ModelSize);
        foreach (var width in hidden)
        {
            size += Linear(from, width) + new ModelSize(0, width);
            from = width;
        }

        return size + Linear(from, outputs);
    }

    private static ModelSize PlainCnn(double from, long rows, long columns, double outputs, ModelOptions options)
    {
        var size = new ModelSize(0, from * rows * columns);
        foreach (var width in options.Channels)
        {
            var places = (double)rows * columns;
            size += Conv(from, width, places) + new ModelSize(0, 1.25 * places * width);
            (from, rows, columns) = (width, rows / 2, columns / 2);
        }

        return size + Linears(from * rows * columns, options.Hidden ?? [128], outputs);
    }

    private static ModelSize LinearResNet(double inputs, double outputs, ModelOptions options)
    {
        double width = options.Width;
        var block = 2 * (Linear(width, width) + Norm(width, 1, options) + new ModelSize(0, width));
        return new ModelSize(0, inputs)
            + Linear(inputs, width)
            + ((options.Depth ?? 2) * block)
            + Norm(width, 1, options)
            + Linear(width, outputs);
    }

    private static ModelSize ConvResNet(double channels, long rows, long columns, double outputs, ModelOptions options)
    {
        var size = new ModelSize(0, channels * rows * columns);
        var (from, depth) = (channels, options.Depth ?? 2);
        for (var stage = 0; stage < options.Channels.Count; stage++)
        {
            double width = options.Channels[stage],
                before = (double)rows * columns;
            if (stage == 0)
                size += Conv(from, width, before);
            else
                (rows, columns) = ((rows + 1) / 2, (columns + 1) / 2);
            var places = (double)rows * columns;
            var plain = 2 * (Conv(width, width, places) + Norm(width, places, options) + new ModelSize(0, places * width));
            if (stage == 0)
                size += depth * plain;
            else
            {
                size +=
                    Norm(from, before, options)
                    + new ModelSize(0, before * from)
                    + Conv(from, width, places)
                    + Norm(width, places, options)
                    + Conv(width, width, places)
                    + new ModelSize(from * width, 2 * places * width)
                    + ((depth - 1) * plain);
            }

            from = width;
        }

        return size + Norm(from, (double)rows * columns, options) + Linear(from, outputs);
    }

    private static ModelSize Norm(double width, double places, ModelOptions options) =>
        options.Norm == "none" ? default : new(2 * width, places * width);

    private static ModelSize Sequence(IReadOnlyList<long> inputShape, double outputs, ModelOptions options, double gates, bool stateBias)
    {
        var (steps, from) = Steps(inputShape, options);
        double width = options.Width;
        var size = new ModelSize(0, steps * from);
        if (options.Symbols is { } symbols)
            (size, from) = (new(symbols * width, steps * width), width);
        for (var i = 0; i < (options.Depth ?? 1); i++, from = width)
            size +=
                Linear(from, gates * width, steps)
                + new ModelSize((width * gates * width) + (stateBias ? gates * width : 0), steps * width * ((2 * gates) + 2));
        return size + Linear(width, outputs, options.Output == "all" ? steps : 1);
    }

    private static ModelSize Transformer(IReadOnlyList<long> inputShape, double outputs, ModelOptions options)
    {
        var (steps, from) = Steps(inputShape, options);
        double width = options.Width;
        var read = options.Symbols is { } symbols ? new ModelSize(symbols * width, steps * width) : Linear(from, width, steps);
        var attention = (4 * Linear(width, width, steps)) + new ModelSize(0, 3 * options.Heads * steps * steps);
        var feed = Linear(width, 4 * width, steps) + new ModelSize(0, 4 * steps * width) + Linear(4 * width, width, steps);
        var block = attention + feed + new ModelSize(4 * width, 4 * steps * width);
        return read
            + new ModelSize(steps * width, steps * width)
            + ((options.Depth ?? 2) * block)
            + new ModelSize(options.NormFirst ? 2 * width : 0, steps * width)
            + Linear(width, outputs, options.Output == "all" ? steps : 1);
    }

    private static (double Steps, double Width) Steps(IReadOnlyList<long> inputShape, ModelOptions options) =>
        (inputShape, options.Symbols) switch
        {
            ([var steps], { }) => (steps, 1),
            ([var steps, var width], _) => (steps, width),
            ([var channels, var rows, var columns], _) => (rows, (double)channels * columns),
            _ => (1, 1),
        };
}
