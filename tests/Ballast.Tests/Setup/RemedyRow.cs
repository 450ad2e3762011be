namespace Ballast.Tests;

/// <summary>One remedy and a training that it is for.</summary>
/// <param name="Scenario">As <c>ballast survive --scenario</c> has it.</param>
/// <param name="Make">The remedy.</param>
public sealed record RemedyRow(string Scenario, Func<object> Make)
{
    /// <summary>Every remedy of set-up.</summary>
    public static IReadOnlyList<RemedyRow> All { get; } =
    [
        new("lstm_init", () => new GatesRemedy()),
        new("raw_pixels", () => new InputsRemedy()),
        new("log_normal_inputs", () => new InputsRemedy()),
        new("station_units", () => new InputsRemedy()),
        new("relu_init", () => new LayersRemedy()),
        new("output_units", () => new OutputsRemedy(balances: true)),
        new("target_scale", () => new OutputsRemedy(balances: false)),
        new("exposure_hours", () => new ShiftRemedy()),
        new("factorisation", () => new ShrinkRemedy()),
    ];

    internal IRemedy Remedy => (IRemedy)Make();

    public override string ToString() => $"{Make().GetType().Name} on {Scenario}";
}
