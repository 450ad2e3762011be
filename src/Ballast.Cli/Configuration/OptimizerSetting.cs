namespace Ballast.Cli;

/// <summary>One number or switch of an optimizer in a config.</summary>
/// <param name="Key">As written in the file; the betas stand in one list.</param>
/// <param name="Default">What is taken where the file says nothing; a switch is 0 or 1.</param>
/// <param name="Range">Allowed numbers.</param>
/// <param name="Kind">How it is written.</param>
internal sealed record OptimizerSetting(string Key, double Default, NumberRange Range, SettingKind Kind = SettingKind.Number)
{
    public static OptimizerSetting Share(string key, double value) => new(key, value, NumberRange.Below1);

    public static OptimizerSetting Any(string key, double value) => new(key, value, new(0, 1e6));

    public static OptimizerSetting Positive(string key, double value, double high = 1e6) => new(key, value, NumberRange.Above0(high));

    public static OptimizerSetting Switch(string key, bool on = false) => new(key, on ? 1 : 0, default, SettingKind.Switch);

    public static OptimizerSetting Whole(string key, long value) => new(key, value, new(0, 1e9), SettingKind.Whole);

    public static OptimizerSetting Beta(int number, double value) => new($"beta{number}", value, NumberRange.Below1, SettingKind.Beta);

    public double Read(ConfigNode node) =>
        Kind switch
        {
            SettingKind.Switch => node.Flag(Key, Default != 0) ? 1 : 0,
            SettingKind.Whole => node.Whole(Key, 0, 1_000_000_000, (long)Default),
            SettingKind.Beta => Default,
            _ => node.Number(Key, Range, Default),
        };
}

/// <summary>How a setting is written.</summary>
internal enum SettingKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Switch,

    /// <summary>A place in the list <c>betas</c>.</summary>
    Beta,
}
