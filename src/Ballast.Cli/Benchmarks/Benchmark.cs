namespace Ballast.Cli;

/// <summary>A part of the book of benchmarks: commands whose output is its figures.</summary>
/// <param name="Name">Short and unique.</param>
/// <param name="Title">Its heading.</param>
/// <param name="What">What it shows, and where that is discussed.</param>
/// <param name="Commands">The lines to run, each beginning with <c>ballast</c> or what starts it.</param>
internal sealed record Benchmark(string Name, string Title, string What, params IReadOnlyList<string> Commands)
{
    /// <summary>All of them, those that need a quiet machine first.</summary>
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new(
            "guard",
            "What a guarded step costs",
            "Ratios of one run: our time over theirs, so below 1 is better. Whole steps of real trainings are against the bare optimizer. "
                + "[The guard](guard.md#what-it-costs).",
            "ballast bench guard"
        ),
        new("optimizers", "Every optimizer's step", "[Optimizers](optimizer-speed.md).", "ballast bench optimizers"),
        new("epochs", "Whole epochs", "The trainer, guard and run file on, against a plain TorchSharp loop.", "ballast bench train"),
        new("dropout", "Dropouts", "Forward and backward. [Dropout](dropout.md).", "ballast bench dropout"),
        new("page", "The page", "[Seeing a training](seeing.md).", "ballast bench page --pairs 100"),
        new(
            "ranks",
            "Several processes",
            "What the exchange costs, beside a plain sum of the same bytes. [Scaling](scaling.md).",
            "mpirun -n 2 --bind-to none ballast bench ranks"
        ),
        new(
            "survival",
            "Trainings that explode, short",
            "18 trainings, three seeds each, and 12 healthy ones. [Survival](survival.md) explains the columns and has all policies.",
            [.. Policies.Select(policy => $"ballast survive --policy {policy} --quiet --fresh")]
        ),
        new(
            "survival-held-out",
            "Trainings that explode, on which nothing was tuned",
            "The check set: 12 trainings that nobody has looked at one by one.",
            [.. Policies.Select(policy => $"ballast survive --set check --policy {policy} --quiet --fresh")]
        ),
        new(
            "survival-long",
            "Trainings that explode, long",
            "One seed each.",
            "ballast survive --set long --policy auto --seeds 1 --quiet --fresh"
        ),
        new("comparison", "Techniques beside each other", "[Comparison](comparison.md).", "ballast compare --quick --quiet --fresh"),
        new(
            "cases",
            "Diagnosis",
            "Trainings with a known fault, and healthy ones. [Diagnosis](diagnosis.md#measured).",
            "ballast cases --seeds 2 --quiet --fresh"
        ),
        new("chaos", "Faults of every kind", "[Chaos](chaos.md).", "ballast chaos --faults 2000 --quiet"),
        new("published", "Published results, measured again", "[Published results](published.md).", "ballast reproduce"),
    ];

    private static string[] Policies => ["none", "clip-norm-1", "combo-warmcos", "auto-one-line", "auto"];
}
