using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Carries out one kind of update. An optimizer has one engine or several; each parameter is stepped by one of them.</summary>
internal abstract class UpdateEngine
{
    /// <summary>True if slot A is velocity in units of the step.</summary>
    public abstract bool SlotAIsVelocity { get; }

    /// <summary>Which slots hold second moments, bit 0 for A.</summary>
    public abstract int SecondMoments { get; }

    /// <summary>The shapes of the state tensors of a parameter.</summary>
    public abstract long[][] StateShapes(Parameter parameter);

    /// <summary>
    /// Takes the step of its parameters in host memory: those whose <see cref="FusedStep.Engine"/> is <paramref name="index"/>.
    /// Where caps are asked, <paramref name="updates"/> receives what was proposed and applied.
    /// </summary>
    public abstract void Run(ParameterTable table, FusedStep[] steps, int index, in StepOrder order, ParameterUpdate[] updates);

    /// <summary>Takes a plain step of one parameter by tensor operations, on any device. Weight and state change in place.</summary>
    public abstract void StepByTensors(ref FusedStep step, Tensor weight, Tensor gradient);

    /// <summary>Measures what the rule gauges into its parameters' steps, and changes nothing.</summary>
    public abstract void Gauge(ParameterTable table, FusedStep[] steps, int index, in StepOrder order);

    /// <summary>The norm of what the rule gauges, by tensor operations.</summary>
    public abstract double GaugeByTensors(in FusedStep step, Tensor weight, Tensor gradient);
}
