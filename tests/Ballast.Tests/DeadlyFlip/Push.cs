using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Stands for the optimizer in tests of flips: changes weights within the update as it is told to.</summary>
internal sealed class Push(Action<IReadOnlyList<Parameter>> change) : IWeightEdit
{
    public string Name => "push";

    public EditMoment Moment => EditMoment.AfterUpdate;

    public string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
    {
        change([.. parameters.Select(pair => pair.Parameter)]);
        return null;
    }

    /// <summary>A guard whose steps are the pushes alone, watched by a flip.</summary>
    public static StepGuard Guard(nn.Module model, optim.Optimizer optimizer, DeadlyFlip flip, Action<IReadOnlyList<Parameter>> change)
    {
        foreach (var parameter in model.parameters())
            Holder.SetGradient(parameter, zeros_like(parameter));
        return StepGuard.For(model, optimizer, new GuardOptions { Edits = [new Push(change), flip] });
    }

    /// <summary>Multiplies what lies at some rows.</summary>
    public static void Rows(Tensor weight, double factor, params long[] rows)
    {
        using Scalar by = factor;
        foreach (var row in rows)
            weight.select(0, row).mul_(by);
    }
}
