using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Finds the first operation of a step that made what is not finite, by running the step's passes again with checks on: hooks tell the
/// module that produced it from those that passed it on, and a backward pass of zeros names the operation, since 0 times a derivative that
/// is not finite is NaN. Where the value alone is not finite (the logarithm of a negative number) the module is named and the operation is
/// not. Costs two passes when it is called, and nothing else ever.
/// </summary>
public static partial class FirstBadOperation
{
    /// <summary>Looks for it.</summary>
    /// <param name="model">The model, as it was in the step.</param>
    /// <param name="lossOf">The loss of the same batch; runs the model through <c>call()</c>. Everything random in it is what it
    /// was.</param>
    /// <returns>The operation; null where everything is finite. Buffers, gradients and random state stay as they are.</returns>
    public static BadOperation? Find(nn.Module model, Func<Tensor> lossOf)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(lossOf);
        using var kept = new KeptTensors();
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(model);
        using var on = enable_grad();
        using var trace = new PassTrace(model);
        var loss = lossOf();
        if (Weights(model) is { } weights)
            return weights;
        if (trace.Input is { IsFinite: false } input)
            return new(StepPass.Data, "", "") { Values = (input.NonFinite, input.Count) };
        if (trace.FirstBad is { } bad)
            return new(StepPass.Forward, bad.Where, Name(bad.Tensor))
            {
                Behind = bad.Behind,
                Values = (bad.Signal.NonFinite, bad.Signal.Count),
                LargestInput = bad.LargestInput,
            };
        if (!double.IsFinite(LossValue.Read(loss)))
            return new(StepPass.Loss, "", Name(loss)) { LargestInput = trace.Output?.Peak ?? double.NaN };
        return Backward(model, loss, trace);
    }

    private static BadOperation? Weights(nn.Module model)
    {
        foreach (var (name, parameter) in model.named_parameters())
            if (LibtorchMeter.CountNonFinite(parameter) is > 0 and var broken)
                return new(StepPass.Weights, name, "") { Values = (broken, parameter.numel()) };
        return null;
    }

    private static BadOperation? Backward(nn.Module model, Tensor loss, PassTrace trace)
    {
        if (!loss.requires_grad)
            return null;
        loss.backward([], retain_graph: true);
        if (model.parameters().All(p => p.grad is not { IsInvalid: false } gradient || !NonFinite.IsIn(gradient)))
            return null;
        // zeros first: an infinite derivative becomes NaN only further back by itself, in an operation that is not to blame
        var operation = Name(loss) is { Length: > 0 } name ? name : Anomaly(() => loss.backward([], retain_graph: true));
        var (where, behind) = trace.LastBadGradient(() =>
        {
            foreach (var parameter in model.parameters())
                parameter.grad = null;
            loss.backward();
        });
        return new(StepPass.Backward, where, operation) { Behind = behind };
    }

    // the operation whose derivative is not finite, nearest to where the tensor was made
    private static string Name(Tensor made)
    {
        if (!made.requires_grad)
            return "";
        using var zeros = zeros_like(made);
        return Anomaly(() => made.backward([zeros], retain_graph: true));
    }

    private static string Anomaly(Action backward)
    {
        using var detect = autograd.detect_anomaly(check_nan: true);
        try
        {
            backward();
            return "";
        }
        catch (ExternalException fault) when (Function().Match(fault.Message) is { Success: true } match)
        {
            return Words(match.Groups[1].Value);
        }
    }

    // LogSoftmaxBackward0 is log_softmax
    private static string Words(string function) => Joints().Replace(function, "_").ToLowerInvariant();

    [GeneratedRegex("Function '(\\w+?)Backward\\d*' returned nan")]
    private static partial Regex Function();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Joints();
}
