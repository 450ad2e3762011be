using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>What a published recipe does around an optimizer's step.</summary>
internal abstract class AroundStep
{
    /// <summary>Whether the optimizer is to step. Default: always.</summary>
    public virtual bool Allows(double loss, IReadOnlyList<Parameter> parameters) => true;

    /// <summary>Changes what the step has made of the weights. Default: nothing.</summary>
    /// <param name="parameters">After the step.</param>
    /// <param name="before">Copies from before it.</param>
    /// <param name="rate">The learning rate.</param>
    public virtual void After(IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor> before, double rate) { }
}

/// <summary>
/// A published recipe as it is used elsewhere, around the user's own optimizer; nothing is done about what is not finite.
/// </summary>
/// <param name="name">As given to <c>--policy</c>.</param>
/// <param name="recipe">A new one, with its own memory, for every training.</param>
internal sealed class AroundStepPolicy(string name, Func<AroundStep> recipe) : Policy(name)
{
    public override PolicyRun Start(Trial trial, int steps) => new Run(trial.Optimizer, [.. trial.Model.parameters()], recipe());

    private sealed class Run(optim.Optimizer optimizer, Parameter[] parameters, AroundStep recipe) : PolicyRun(optimizer)
    {
        public override void Step(Tensor loss)
        {
            loss.backward();
            using var off = no_grad();
            using var scope = NewDisposeScope();
            if (!recipe.Allows(loss.to(ScalarType.Float64).item<double>(), parameters))
            {
                Skipped++;
                return;
            }

            Tensor[] before = [.. parameters.Select(it => it.detach().clone())];
            Optimizer.step();
            recipe.After(parameters, before, Optimizer.ParamGroups.First().LearningRate);
        }
    }
}
