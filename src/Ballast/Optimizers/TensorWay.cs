using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>The way of a step through tensor operations: any device, any layout, without scales, caps or protection.</summary>
internal static class TensorWay
{
    /// <summary>Steps every parameter that has a gradient. Gradients are off and a scope is open.</summary>
    public static void Step(FusedStep[] steps, UpdateEngine[] engines, WholeStep? whole)
    {
        foreach (var group in steps.Where(HasGradient).GroupBy(step => (step.Group, step.State.Step)))
        {
            FusedStep[] members = [.. group];
            // libtorch's fused operators walk the memory of all tensors side by side, whatever their strides: give them one layout
            Tensor[] weights = [.. members.Select(member => member.State.Owner.detach().contiguous())];
            Tensor[] gradients = [.. members.Select(SignedGradient)];
            // an operator of libtorch knows no copy in full precision
            if (whole is not null && !members.Any(member => member.State.Master is not null))
            {
                foreach (var member in members)
                    member.State.Step++;
                whole(members, weights, gradients, members[0].Hyperparameters, members[0].State.Step);
            }
            else
            {
                for (var i = 0; i < members.Length; i++)
                    engines[members[i].Engine].StepByTensors(ref members[i], weights[i], gradients[i]);
            }

            for (var i = 0; i < members.Length; i++)
                if (!members[i].State.Owner.is_contiguous())
                    members[i].State.Owner.copy_(weights[i]);
        }
    }

    public static bool HasGradient(FusedStep step)
    {
        using var gradient = step.State.Owner.grad;
        return gradient is not null;
    }

    /// <summary>The gradient, dense and contiguous, with the sign of the step.</summary>
    public static Tensor SignedGradient(FusedStep step)
    {
        using var gradient = step.State.Owner.grad!;
        if (step.Sign > 0)
            return gradient.contiguous();
        using var plain = gradient.contiguous();
        return plain.neg();
    }
}
