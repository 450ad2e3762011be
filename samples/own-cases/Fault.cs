using Ballast;
using Ballast.Lab;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnCases;

// Twelve networks unlike those of the laboratory, with 31 faults: how well does a diagnosis do where nobody tuned it?
//   dotnet build -c Release samples/own-cases
//   ./ballast cases --assembly samples/own-cases/bin/Release/net10.0/own-cases.dll --case text__rate ...   (docs/diagnosis.md)

/// <summary>A training, what is wrong with it, and what a finding would have to name.</summary>
public abstract class Fault(Network network, string fault, string kind, Func<Trial, Trial> make, params Cause[] causes) : Case
{
    public override string Name => $"{network.Name}__{fault}";
    public override string Kind => kind;
    public override string Source => "own-cases";
    public override int Steps => network.Steps;
    public override double Floor => network.Floor;
    public override IReadOnlyList<Cause> Causes => causes;

    public override Trial Build(int seed) => make(network.Build(seed));

    public override Trial BuildHealthy(int seed) => network.Build(seed);

    public override double Score(Trial trial)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        trial.Model.eval();
        var output = trial.Model.call(trial.Clean.X).to(ScalarType.Float64);
        trial.Model.train();
        return output.isfinite().all().item<bool>() ? network.Score(output, trial.Clean.Y) : double.NaN;
    }

    protected static Func<Trial, Trial> Loss(Func<Tensor, Tensor, Tensor> loss) => trial => trial with { Loss = loss };

    protected static Func<Trial, Trial> Optimizer(Func<IEnumerable<Parameter>, optim.Optimizer> create) =>
        trial => trial with { Optimizer = create(trial.Model.parameters()) };

    protected static Func<Trial, Trial> Weights(Action<string, Parameter> change) =>
        trial =>
        {
            using var off = no_grad();
            foreach (var (name, parameter) in trial.Model.named_parameters())
                change(name, parameter);
            return trial;
        };
}
