namespace Ballast.Cli.Tests;

public sealed class GuardConfigTests
{
    private const string Least = "data: fashion-mnist-sample\nmodel: mlp\noptimizer: sgd\n";

    [Fact]
    public void A_preset_alone_is_the_preset()
    {
        Assert.Equal(Described(GuardOptions.Auto), Described(Options("auto")));
        Assert.Equal(Described(GuardOptions.ObserveOnly), Described(Options("observe")));
        Assert.Equal(Described(GuardOptions.Off), Described(Options("off")));
    }

    [Fact]
    public void A_rule_of_the_presets_is_replaced_and_another_added()
    {
        var options = Options("{ rules: [ { name: escalate, after: 3 }, { name: clip-norm, max: 2 } ] }");
        Assert.Equal(["clip-spikes", "escalate-to-halt", "clip-norm"], options.Rules.Select(rule => rule.Name));
        var refused = new RuleSet(options.Rules);
        var bad = new GradientReading(0, double.NaN, []);
        for (var i = 0; i < 3; i++)
        {
            var verdict = refused.Judge(bad);
            Assert.Equal(VerdictKind.Skip, verdict.Kind);
            refused.Learn(bad, verdict);
        }

        Assert.Equal(VerdictKind.Halt, refused.Judge(bad).Kind);
    }

    [Fact]
    public void Caps_take_the_place_of_the_presets()
    {
        Assert.Empty(Options("{ caps: [] }").Caps);
        var cap = Assert.Single(Options("{ caps: [ { name: update-cap, ratio: 0.5 } ] }").Caps);
        var reading = new UpdateReading(new("w", [4, 4]), 100, 10, 1000, 0, 0);
        Assert.Equal(Rules.UpdateCap(0.5).Scale(reading), cap.Scale(reading));
        Assert.NotEqual(Rules.UpdateCap().Scale(reading), cap.Scale(reading));
    }

    [Fact]
    public void Every_other_part_can_be_switched_off()
    {
        var options = Options("{ loss-range: false, restore-buffers: false, retreat-outputs: false, repair: false }");
        Assert.Equal(
            (false, false, false, false),
            (options.ControlLossRange, options.RestoreBuffers, options.RetreatOutputs, options.Repair)
        );
        Assert.Equal((2, 1), (options.Rules.Count, options.Caps.Count));
        Assert.True(Options("{ repair: false }") is { ControlLossRange: true, RestoreBuffers: true, RetreatOutputs: true, Repair: false });
    }

    [Fact]
    public void Transforms_and_edits_act_in_their_order_with_and_without_a_guard()
    {
        foreach (var preset in new[] { "auto", "off" })
        {
            var options = Options(
                $"{{ preset: {preset}, transforms: [ {{ name: clip-value, max: 2 }}, centralize ], "
                    + "edits: [ { name: max-norm, max: 2 } ] }"
            );
            Assert.Equal(["clip-value", "centralize"], options.Transforms.Select(it => it.Name));
            Assert.Equal(["max-norm"], options.Edits.Select(it => it.Name));
            Assert.Equal(preset == "off" ? GuardMode.Off : GuardMode.Act, options.Mode);
        }
    }

    [Theory]
    [InlineData(
        "{ preset: off, caps: [] }",
        "guard.caps is given, but guard.preset is off, so nothing of it would act. Choose the preset auto or observe, or remove caps."
    )]
    [InlineData("{ preset: off, repair: false }", "guard.repair is given, but guard.preset is off")]
    [InlineData("{ caps: [ clip-norm ] }", "must be one of update-cap")]
    [InlineData("{ caps: [ { name: update-cap, ratio: 0 } ] }", "guard.caps[0].ratio is 0; it must be a finite number above 0")]
    [InlineData("{ caps: [ update-cap, update-cap ] }", "guard.caps names update-cap twice")]
    [InlineData("{ rules: [ { name: clip-spikes, factor: 1 } ] }", "guard.rules[0].factor is 1; it must be a finite number above 1")]
    [InlineData("{ rules: [ { name: clip-spikes, after: 0 } ] }", "guard.rules[0].after is 0")]
    [InlineData("{ rules: [ { name: autoclip, quantile: 1 } ] }", "guard.rules[0].quantile is 1")]
    [InlineData("{ rules: [ { name: autoclip, memory: 1 } ] }", "guard.rules[0].memory is 1")]
    [InlineData("{ rules: [ { name: zclip, threshold: 0 } ] }", "guard.rules[0].threshold is 0")]
    [InlineData("{ rules: [ { name: adagc, factor: 1 } ] }", "guard.rules[0].factor is 1")]
    [InlineData("{ rules: [ { name: loss-spike, most: 0 } ] }", "guard.rules[0].most is 0")]
    [InlineData("{ rules: [ { name: escalate, max: 1 } ] }", "is not a setting of escalate")]
    [InlineData("{ rules: [ agc ] }", "must be one of")]
    [InlineData("{ transforms: [ clip-norm ] }", "must be one of")]
    [InlineData("{ transforms: [ { name: noise, decay: 2 } ] }", "guard.transforms[0].decay is 2")]
    [InlineData("{ transforms: [ { name: agc, spares-output: 3 } ] }", "guard.transforms[0].spares-output")]
    [InlineData("{ edits: [ { name: max-norm, max: -1 } ] }", "guard.edits[0].max is -1")]
    [InlineData("{ edits: [ max-norm, max-norm ] }", "guard.edits names max-norm twice")]
    [InlineData("{ preset: off, transforms: [ centralize ], repair: false }", "guard.repair is given, but guard.preset is off")]
    public void What_cannot_be_is_refused(string guard, string words) =>
        Assert.Contains(words, Assert.Throws<ConfigException>(() => Options(guard)).Message, StringComparison.Ordinal);

    [Fact]
    public void Everything_of_the_library_can_be_named() =>
        Assert.Equal(
            new[] { typeof(Rules), typeof(Transforms), typeof(WeightEdits) }
                .SelectMany(type => type.GetMethods().Where(method => method.DeclaringType == type && method.Name != nameof(Rules.When)))
                .Select(method => method.Name)
                .Order(StringComparer.OrdinalIgnoreCase),
            GuardRuleKind.All.Select(kind => kind.Name.Replace("-", "", StringComparison.Ordinal)).Order(StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase
        );

    private static GuardOptions Options(string guard) => TrainConfig.Parse($"{Least}guard: {guard}\n", "c.yaml", []).Guard.Options();

    private static string Described(GuardOptions it) =>
        $"{it.Mode} {string.Join(',', it.Rules.Select(rule => rule.Name))} {string.Join(',', it.Caps.Select(cap => cap.Name))} "
        + $"{it.ControlLossRange} {it.RestoreBuffers} {it.RetreatOutputs} {it.Repair}";
}
