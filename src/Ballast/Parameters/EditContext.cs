using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>What a weight edit works on: the training that a guard was built for.</summary>
public sealed class EditContext
{
    internal EditContext(nn.Module model, ParameterTable table, optim.Optimizer optimizer) =>
        (Model, Table, Optimizer) = (model, table, optimizer);

    /// <summary>The model.</summary>
    public nn.Module Model { get; }

    /// <summary>
    /// What trains it. Its state may be read and changed between <see cref="IUpdateEdit.Before"/> and the edit itself, not stepped.
    /// </summary>
    public optim.Optimizer Optimizer { get; }

    /// <summary>The trained parameters, in the order of every reading.</summary>
    public IReadOnlyList<Parameter> Parameters => Table.Parameters;

    internal ParameterTable Table { get; }
}
