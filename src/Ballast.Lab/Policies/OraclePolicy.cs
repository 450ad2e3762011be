namespace Ballast.Lab;

/// <summary>
/// A tuned training: another learning rate, from a sane start if asked for, with 5 % warm-up and a cosine to 0 in place of the
/// user's schedule, perhaps clipped. What is not finite is skipped.
/// </summary>
internal sealed class OraclePolicy(OracleSetting setting) : Policy(setting.Name)
{
    private readonly GuardedPolicy _training = new(setting.Name, _ =>
        new() { Rules = setting.Clip is { } most ? [Rules.ClipNorm(most)] : [] }
    )
    {
        WarmsUpAndCools = true,
        WarmupShare = 0.05,
        RateFactor = setting.Rate,
    };

    internal override Trial Build(Training training, int seed) =>
        (setting.Sane && training is Scenario scenario ? scenario.BuildSane(seed) : training.Build(seed)).WithoutSchedule();

    public override PolicyRun Start(Trial trial, int steps) => _training.Start(trial, steps);
}
