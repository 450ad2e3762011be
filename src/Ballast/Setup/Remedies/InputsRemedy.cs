using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Inputs far larger than a fresh network is made for: standardised, or bent to logarithms, and where the learning rate was chosen for
/// large ones, as large as it wants them (<see cref="InputPace"/>). Not where the rate suits them as they are.
/// </summary>
internal sealed class InputsRemedy : IRemedy
{
    private InputScale? _scale;

    public string Trouble => _scale?.Words ?? "";

    public int Ways => _scale?.Logarithms is null ? 1 : 2;

    public bool Suspects(Examination seen)
    {
        (InputScale? Input, bool IsFine) known = (null, false);
        var all = seen.All(probe => !(known = InputScale.Learn(known, probe.Input)).IsFine);
        _scale = all && known.Input is { IsUsable: true } input ? input : UnlikeInputs.Of(seen);
        return _scale is not null && (_scale.HasHeavyTail || !SuitsRate(seen));
    }

    public IReadOnlyList<string> Propose(Examination seen, int way)
    {
        var scale = way == 0 ? _scale! : _scale! with { IsLogarithmic = true };
        seen.InputStandard.Insert(scale);
        List<string> done = [$"{scale.Words}: {scale.Remedy}"];
        if (Pace(seen) is { } paced)
            done.Add(paced);
        return done;
    }

    private static bool SuitsRate(Examination seen) =>
        Enumerable
            .Range(0, seen.Losses.Count)
            .All(batch =>
                OwnCurvature.Suits(
                    seen.Optimizer,
                    OwnCurvature.Of(seen.Table.Parameters, () => seen.Gradients(batch, seen.Table.Parameters))
                )
            );

    private static string? Pace(Examination seen)
    {
        WeightedModule? fed = null;
        var best = seen.FindBest();
        seen.Pass(best, [], listener => fed = listener.OnlyFedByData);
        return fed is null
            ? null
            : new InputPace(seen.Optimizer, seen.InputStandard, fed).Run(
                () => seen.Gradients(best, [fed.Weight])?[0],
                () => BatchLosses.Of(seen.Losses[best])
            );
    }
}
