using static Ballast.SetupConstants;

namespace Ballast;

/// <summary>
/// The course of set-up, from pass to pass. It is shown the <see cref="Probe"/> of one pass after the other, whoever ran them,
/// and says what the next pass is to do. First it looks: only if every one of a few batches shows trouble (one clean batch means
/// "data, not network") it standardises the inputs, looks again, and then repairs the weights in at most 4 rounds. Clippers cannot
/// repair such a network, since the damage is in the weights.
/// </summary>
/// <param name="looks">Batches that must all show trouble.</param>
/// <param name="standardise">Puts (x - mean) / std in front of the model; null where inputs are not to be looked at.</param>
internal sealed class SetupCourse(int looks, Action<InputScale>? standardise)
{
    private readonly SetupRepair _repair = new();

    /// <summary>All that is left between two passes.</summary>
    public CourseState State { get; set; } = new() { InputIsFine = standardise is null };

    /// <summary>What was wrong, in words; empty if nothing was.</summary>
    public string Trouble => State.NetTrouble;

    /// <summary>What was done, in words, in order.</summary>
    public IReadOnlyList<string> Said => _repair.Said;

    /// <summary>True when there is nothing more to do.</summary>
    public bool Ended => State.Stage == CourseStage.Ended;

    /// <summary>Modules that the next pass is to bring to unit output.</summary>
    public IReadOnlyList<string> Sweeps => State.Stage == CourseStage.Sweeping ? State.Swept : [];

    /// <summary>Whether a batch is like those looked at before: a poisoned one is nothing to repair by.</summary>
    public bool Accepts(Probe probe) =>
        State.Stage == CourseStage.Looking || State.LeastInput is not { } least || probe.Input?.Size <= ComparableInput * least;

    /// <summary>Learns from a pass.</summary>
    /// <param name="probe">What it showed.</param>
    /// <param name="swept">How many modules it rescaled, if it was to sweep.</param>
    public void Learn(Probe probe, int swept)
    {
        State = State with { Passes = State.Passes + 1 };
        switch (State.Stage)
        {
            case CourseStage.Looking:
                Look(probe);
                break;
            case CourseStage.Sweeping:
                if (swept > 0)
                    _repair.Say($"{swept} of {probe.Order.Count} layers rescaled to unit output");
                if (State.Kind == TroubleKind.Backward)
                    _repair.BalanceGradients(probe);
                State = State with { Stage = CourseStage.Repairing };
                break;
            case CourseStage.Repairing:
                if (State.Round >= RepairRounds || IsMended(probe))
                    End();
                else
                    Mend(probe);
                break;
            case CourseStage.Ended:
                break;
        }
    }

    private static bool IsMended(Probe probe) =>
        Ballast.Trouble.Of(probe).Kind == TroubleKind.None
        && !probe.Loops.Any(module => Ballast.Trouble.Gamma(probe, module) > MendedGrowth);

    private void Look(Probe probe)
    {
        var trouble = Ballast.Trouble.Of(probe);
        State = State with
        {
            Seen = State.Seen + 1,
            NetIsClean = State.NetIsClean || trouble.Kind == TroubleKind.None,
            NetTrouble = trouble.Where,
        };
        LookAtInput(probe.Input);
        if (State is { InputIsFine: true, NetIsClean: true })
            End();
        if (Ended || State.Seen < looks)
            return;
        if (!State.InputIsFine && State.Input is { IsUsable: true } input)
            Standardise(input);
        else if (State.NetIsClean)
            End();
        else
            State = State with { Stage = CourseStage.Repairing };
    }

    private void LookAtInput(InputScale? input)
    {
        if (input is { IsUsable: true } && !(State.LeastInput <= input.Size))
            State = State with { LeastInput = input.Size };
        var (known, isFine) = InputScale.Learn((State.Input, State.InputIsFine), input);
        State = State with { Input = known, InputIsFine = isFine };
    }

    // whether the network is in trouble is then looked at anew
    private void Standardise(InputScale input)
    {
        standardise!(input);
        _repair.Say($"{input.Words}: {input.Remedy}");
        State = new()
        {
            InputIsFine = true,
            Passes = State.Passes,
            Before = State.Before,
        };
    }

    private void Mend(Probe probe)
    {
        var kind = Ballast.Trouble.Of(probe).Kind;
        var loops = _repair.MendLoops(probe);
        State = State with
        {
            Stage = loops ? CourseStage.Repairing : CourseStage.Sweeping,
            Round = State.Round + 1,
            Kind = kind,
            Swept = loops ? [] : [.. probe.Order.Where(module => probe.OutputSizes[module].Length == 1).Select(module => module.Name)],
        };
    }

    private void End() =>
        State = State with { Stage = CourseStage.Ended, Swept = [], NetTrouble = State.NetIsClean ? "" : State.NetTrouble };
}
