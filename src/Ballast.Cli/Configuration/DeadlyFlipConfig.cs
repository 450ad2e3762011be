namespace Ballast.Cli;

/// <summary>The settings of a <see cref="DeadlyFlip"/> in the regularize section.</summary>
internal static class DeadlyFlipConfig
{
    public static DeadlyFlipOptions Read(ConfigNode node)
    {
        var known = new DeadlyFlipOptions();
        var (floor, ceil) = (node.Find("r-floor"), node.Find("r-ceil"));
        var options = known with
        {
            Mode = Enum.Parse<FlipMode>(
                node.Choice("mode", [.. Enum.GetNames<FlipMode>().Select(name => name.ToLowerInvariant())], "auto"),
                ignoreCase: true
            ),
            KHi = node.Number("k-hi", new(1, 1e6), known.KHi),
            RFloor = floor?.AsNumber(NumberRange.Above0(1e6)) ?? known.RFloor,
            RCeil = ceil?.AsNumber(NumberRange.Above0(1e6)) ?? known.RCeil,
            TwinDecay = node.Number("twin-decay", NumberRange.Below1, known.TwinDecay),
            Cool = (int)node.Whole("cool", 1, 1_000_000, known.Cool),
            Pace = node.Flag("pace", known.Pace),
        };
        if (options.RCeil >= options.RFloor)
            return options;
        var wrong = ceil ?? floor!;
        throw new ConfigException(
            wrong.Place,
            FormattableString.Invariant($"{node.Path}: r-ceil is {options.RCeil}, below r-floor, which is {options.RFloor}."),
            "Raise r-ceil or lower r-floor."
        )
        {
            Path = wrong.Path,
        };
    }
}
