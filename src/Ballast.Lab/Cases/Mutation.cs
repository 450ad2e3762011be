using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>One fault that is put into a healthy training.</summary>
/// <param name="Name">A few letters.</param>
/// <param name="Apply">Makes the faulty training of a healthy one, which it may change.</param>
/// <param name="Causes">What would have to be changed.</param>
public sealed record Mutation(string Name, Func<Trial, Trial> Apply, params IReadOnlyList<Cause> Causes)
{
    /// <summary>A learning rate so many times as large.</summary>
    public static Mutation Rate(double factor) =>
        new(
            $"rate_x{Text(factor)}",
            trial =>
            {
                foreach (var group in trial.Optimizer.ParamGroups)
                    group.LearningRate *= factor;
                return trial;
            },
            factor > 1 ? Cause.RateTooLarge : Cause.RateTooSmall
        );

    /// <summary>Weights, biases aside, so many times as large.</summary>
    public static Mutation Weights(double factor) =>
        new(
            $"init_x{Text(factor)}",
            trial =>
            {
                using var off = no_grad();
                foreach (var parameter in trial.Model.parameters().Where(p => p.ndim > 1))
                    parameter.Scale(factor);
                return trial;
            },
            Cause.Initialization
        );

    /// <summary>Every weight the same.</summary>
    public static Mutation ConstantWeights(double value) =>
        new(
            $"init_all_{Text(value)}",
            trial =>
            {
                using var off = no_grad();
                foreach (var parameter in trial.Model.parameters().Where(p => p.ndim > 1))
                    parameter.Set(value);
                return trial;
            },
            Cause.Initialization
        );

    /// <summary>Biases so far below 0 that ReLUs never open.</summary>
    public static Mutation DeadBiases { get; } =
        new(
            "bias_-100",
            trial =>
            {
                using var off = no_grad();
                foreach (var parameter in trial.Model.parameters().Where(p => p.ndim == 1).SkipLast(1))
                    parameter.Set(-100);
                return trial;
            },
            Cause.Initialization,
            Cause.Activation
        );

    /// <summary>Inputs so many times as large.</summary>
    public static Mutation Inputs(double factor) =>
        new(
            $"inputs_x{Text(factor)}",
            trial =>
                trial with
                {
                    Draw = (index, generator) => trial.Draw(index, generator) is var (x, y) ? (x.Times(factor), y) : default,
                    Clean = (trial.Clean.X.Times(factor), trial.Clean.Y),
                },
            Cause.InputScale
        );

    /// <summary>Numbers to predict so many times as large.</summary>
    public static Mutation Targets(double factor) =>
        new(
            $"targets_x{Text(factor)}",
            trial =>
                trial with
                {
                    Draw = (index, generator) => trial.Draw(index, generator) is var (x, y) ? (x, y.Times(factor)) : default,
                    Clean = (trial.Clean.X, trial.Clean.Y.Times(factor)),
                },
            Cause.TargetScale
        );

    /// <summary>Something behind the model that does not belong there.</summary>
    public static Mutation Behind(string name, Func<nn.Module<Tensor, Tensor>> create) =>
        new(
            $"behind_{name}",
            trial =>
            {
                var model = nn.Sequential(("model", trial.Model), ("end", create()));
                return trial with { Model = model };
            },
            Cause.OutputActivation,
            Cause.Loss
        );

    /// <summary>NaN among the inputs of one batch of so many, from one on.</summary>
    public static Mutation BrokenInputs(int from, int every) =>
        new(
            $"nan_inputs_{from}",
            trial =>
                trial with
                {
                    Draw = (index, generator) =>
                    {
                        var (x, y) = trial.Draw(index, generator);
                        if (index >= from && (index - from) % every == 0)
                            x[0].Set(double.NaN);
                        return (x, y);
                    },
                },
            Cause.Data
        );

    /// <summary>Batches of so few.</summary>
    public static Mutation Batch(int size) =>
        new(
            $"batch_{size}",
            trial =>
                trial with
                {
                    Draw = (index, generator) =>
                        trial.Draw(index, generator) is var (x, y) ? (x.narrow(0, 0, size), y.narrow(0, 0, size)) : default,
                },
            Cause.BatchSize,
            Cause.RateTooLarge
        );

    /// <summary>The loss bent by a function of it and of the outputs.</summary>
    public static Mutation Loss(string name, Func<Tensor, Tensor, Tensor> bend, params Cause[] causes) =>
        new(
            name,
            trial =>
                trial with
                {
                    Loss = (output, target) => bend(trial.Loss(output, target), output),
                    CleanLoss = trial.CleanLoss ?? trial.Loss,
                },
            causes
        );

    /// <summary>Another optimizer.</summary>
    public static Mutation Optimizer(string name, Func<IEnumerable<Parameter>, optim.Optimizer> create, params Cause[] causes) =>
        new(name, trial => trial with { Optimizer = create(trial.Model.parameters()) }, causes);

    /// <summary>Another activation wherever a ReLU is a module of its own.</summary>
    public static Mutation Activation(string name, Func<Tensor, Tensor> function, params Cause[] causes) =>
        new(
            name,
            trial =>
            {
                foreach (var module in trial.Model.modules().OfType<ReLU>())
                    module.register_forward_hook((_, input, _) => function(input));
                return trial;
            },
            causes
        );

    private static string Text(double value) => value.ToString("g3", System.Globalization.CultureInfo.InvariantCulture);
}
