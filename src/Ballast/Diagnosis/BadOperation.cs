namespace Ballast;

/// <summary>The first operation of a training step that made NaN or infinities of finite numbers.</summary>
/// <param name="Pass">Where in the step it was.</param>
/// <param name="Where">Path of the module it stands in; empty for the data, the loss and the model itself. For a weight its name.</param>
/// <param name="Operation">Its name as the backward pass has it, such as <c>sqrt</c> or <c>log</c>; empty where that is not known.</param>
public sealed record BadOperation(StepPass Pass, string Where, string Operation)
{
    /// <summary>Between which modules it stands, where it is none of a module's own.</summary>
    public string Behind { get; init; } = "";

    /// <summary>How many values are not finite there, out of how many.</summary>
    public (long NonFinite, long Count) Values { get; init; }

    /// <summary>The largest finite magnitude that went in; NaN where that is not known.</summary>
    public double LargestInput { get; init; } = double.NaN;

    /// <summary>All of it in a sentence.</summary>
    public override string ToString()
    {
        var what =
            Operation.Length > 0 ? Operation
            : Pass == StepPass.Loss ? "the loss"
            : "an operation";
        var at = Where.Length > 0 ? $" in {Where}" : "";
        var behind = Behind.Length > 0 ? $", behind {Behind}" : "";
        var values = Values.Count > 0 ? FormattableString.Invariant($" ({Values.NonFinite} of {Values.Count} values)") : "";
        var input = double.IsFinite(LargestInput) ? FormattableString.Invariant($"; what goes in is finite, up to {LargestInput:g3}") : "";
        return Pass switch
        {
            StepPass.Data => $"the data hold NaN or infinities{values}",
            StepPass.Weights => $"the weights of {Where} are not finite{values}",
            StepPass.Forward => $"{what}{at}{behind} makes NaN or infinities in the forward pass{values}{input}",
            StepPass.Loss => $"{(Operation.Length > 0 ? $"{Operation} in the loss" : "the loss")} is not finite, though all outputs of the "
                + $"model are{input}",
            _ => $"the derivative of {what}{at}{behind} is not finite, though the loss is",
        };
    }
}
