using static TorchSharp.torch;

namespace Ballast.Testing;

/// <summary>
/// Puts faults into gradients, weights, optimizer state and buffers at chosen steps, to see what your rules and your loop do with them.
/// Call <see cref="Inject()"/> between the backward pass and the step.
/// </summary>
public sealed class FaultInjector(nn.Module model, params Fault[] faults)
{
    private long _step;

    /// <summary>Whose state is meant by <see cref="FaultPlace.State"/>: an optimizer of Ballast. Default: none.</summary>
    public FusedOptimizer? Optimizer { get; init; }

    /// <summary>Injects the faults of this step, if any, and counts it. Returns how many.</summary>
    /// <exception cref="ArgumentException">A fault names what the model does not have, or what is not there yet.</exception>
    public int Inject()
    {
        var due = faults.Where(fault => fault.Step == _step).ToArray();
        _step++;
        foreach (var fault in due)
        {
            using var scope = NewDisposeScope();
            Strike.On(Target(fault), fault);
        }

        return due.Length;
    }

    private Tensor Target(Fault fault)
    {
        var named =
            fault.Place == FaultPlace.Buffer
                ? model.named_buffers().Where(it => it.buffer.is_floating_point()).Select(it => (it.name, tensor: it.buffer))
                : model.named_parameters().Select(it => (it.name, tensor: (Tensor)it.parameter));
        var all = named.ToArray();
        var (name, tensor) = Array.Find(all, it => fault.Parameter is null || it.name == fault.Parameter);
        var target = fault.Place switch
        {
            _ when tensor is null => null,
            FaultPlace.Gradient => tensor.grad,
            FaultPlace.State => Optimizer
                ?.States.FirstOrDefault(state => state.Owner.Handle == tensor.Handle)
                ?.Slots.FirstOrDefault(slot => slot is not null),
            _ => tensor,
        };
        return target
            ?? throw new ArgumentException(
                $"There is no {Words(fault.Place)} of '{fault.Parameter ?? name}': name one of "
                    + $"{string.Join(", ", all.Select(it => it.name))}, "
                    + (fault.Place == FaultPlace.State ? "after the first step, and set Optimizer." : "after the backward pass.")
            );
    }

    private static string Words(FaultPlace place) =>
        place switch
        {
            FaultPlace.Gradient => "gradient",
            FaultPlace.State => "optimizer state",
            FaultPlace.Buffer => "buffer",
            _ => "weight",
        };
}
