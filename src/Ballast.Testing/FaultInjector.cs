using static TorchSharp.torch;

namespace Ballast.Testing;

/// <summary>
/// Puts faults into gradients at chosen steps, to see what your rules and your loop do with them. Call <see cref="Inject()"/>
/// between the backward pass and the step.
/// </summary>
public sealed class FaultInjector(nn.Module model, params Fault[] faults)
{
    private long _step;

    /// <summary>Injects the faults of this step, if any, and counts it. Returns how many.</summary>
    /// <exception cref="ArgumentException">A fault names a parameter that the model does not have, or that has no gradient.</exception>
    public int Inject()
    {
        var due = faults.Where(fault => fault.Step == _step).ToArray();
        _step++;
        foreach (var fault in due)
            Inject(fault);
        return due.Length;
    }

    private void Inject(Fault fault)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (name, parameter) = model.named_parameters().FirstOrDefault(p => fault.Parameter is null || p.name == fault.Parameter);
        if (parameter?.grad is not { } gradient)
            throw new ArgumentException(
                $"There is no gradient of '{fault.Parameter ?? name}': name one of "
                    + $"{string.Join(", ", model.named_parameters().Select(p => p.name))}, after the backward pass."
            );
        if (fault.Kind == FaultKind.Spike)
            gradient.Scale(fault.Factor);
        else
            gradient.reshape(-1)[0] = tensor(
                fault.Kind == FaultKind.NaN ? float.NaN : float.PositiveInfinity,
                dtype: gradient.dtype,
                device: gradient.device
            );
    }
}
