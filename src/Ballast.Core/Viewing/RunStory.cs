namespace Ballast;

/// <summary>All that is known of a run but its steps: what it was, how it went, what is wrong with it.</summary>
public sealed record RunStory
{
    /// <summary>What it is called in addresses.</summary>
    public required string Id { get; init; }

    /// <summary>The line in a list.</summary>
    public required RunOverview Overview { get; init; }

    /// <summary>Facts noted at its beginning: seed, versions, overrides … without the config.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>The config as it was read; empty for a loop of one's own.</summary>
    public string Config { get; init; } = "";

    /// <summary>The parameters, in the order of the rows of a <see cref="HeatView"/>.</summary>
    public IReadOnlyList<ParameterView> Parameters { get; init; } = [];

    /// <summary>The evaluations in order, with that of the end.</summary>
    public IReadOnlyList<EvaluationView> Evaluations { get; init; } = [];

    /// <summary>How it ended, in words; empty while it goes on.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What is compared with: always the same answer. Null where nobody looked.</summary>
    public TrivialView? Trivial { get; init; }

    /// <summary>What the guard noticed.</summary>
    public IReadOnlyList<NoticeView> Notices { get; init; } = [];

    /// <summary>What is wrong with it, the gravest first; null until all of it is read.</summary>
    public IReadOnlyList<FindingView>? Findings { get; init; }

    /// <summary>What was tried by replay.</summary>
    public IReadOnlyList<TriedView> Tried { get; init; } = [];

    /// <summary>Records that the writer left out because the disk did not keep up.</summary>
    public long Dropped { get; init; }

    internal static RunStory Of(RunFile run, string id, Diagnosis? diagnosis, Language language)
    {
        var (info, summary) = (run.Info(), run.Summary());
        var evaluations = run.Evaluations().Select(it => new EvaluationView(it.Step, it.Epoch, it.Loss, it.Accuracy)).ToList();
        // a training that was ended early is evaluated once more at its end
        if (summary is not null && (evaluations.Count == 0 || evaluations[^1].Step < summary.Steps))
            evaluations.Add(new(summary.Steps, evaluations is [.., var last] ? last.Epoch : 0, summary.TestLoss, summary.TestAccuracy));
        return new()
        {
            Id = id,
            Overview = RunOverview.Of(run, id),
            Facts = info.Where(fact => fact.Key != "config").ToDictionary(),
            Config = info.GetValueOrDefault("config", ""),
            Parameters = [.. run.Parameters().Select(it => new ParameterView(it.Name, string.Join('×', it.Shape)))],
            Evaluations = evaluations,
            Reason = Retelling.Of(summary?.Reason ?? info.GetValueOrDefault("reason", ""), language),
            Trivial = summary?.Trivial is { } trivial
                ? new(trivial.Loss, trivial.Accuracy, trivial.Word ?? "", Retelling.Of(trivial.Sentence, language))
                : null,
            Notices = [.. run.Notices().Select(it => new NoticeView(it.Step, Retelling.Of(it.Text, language)))],
            Findings = diagnosis is null ? null : [.. diagnosis.Findings.Select(finding => FindingView.Of(finding, language))],
            Tried =
            [
                .. TriedChanges
                    .Load(run.Path)
                    .Select(row => new TriedView(
                        row.Name ?? "",
                        row.Cause is { } cause && Enum.IsDefined(cause) ? FindingText.Name(cause, language) : "",
                        row.Score,
                        row.Heals
                    )),
            ],
            Dropped = run.Dropped,
        };
    }
}
