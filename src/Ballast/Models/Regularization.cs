using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>Makes the dropouts of one zoo model, place by place; every call makes new ones.</summary>
internal sealed class Regularization
{
    private static readonly string[] OfImages = ["spatial-dropout", "drop-block"],
        OfCells = ["variational-dropout", "recurrent-dropout", "zoneout"];
    private readonly string _model;
    private readonly IReadOnlyList<Regularizer> _all;
    private long _made;

    /// <exception cref="ArgumentException">One has no place in the model, or two want the same.</exception>
    public Regularization(string model, ModelOptions options)
    {
        (_model, _all) = (model, options.Regularizers);
        foreach (var it in _all)
            if (!Regularizer.Of(model).Contains(it.Name))
                throw Misfit($"{it.Name} has no place in {model}, which has one for {string.Join(", ", Regularizer.Of(model))}.");
        if (_all.GroupBy(it => it.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Misfit($"{twice.Key} is given twice; keep one.");
        string[] cells = [.. _all.Select(it => it.Name).Where(OfCells.Contains)];
        if (cells.Length > 1)
            throw Misfit($"{string.Join(" and ", cells)} want the same place in a cell; keep one.");
    }

    /// <summary>What follows an activation, or a recurrent layer; channels and squares only in images.</summary>
    public IEnumerable<(string Name, Module<Tensor, Tensor> Module)> AfterActivation(int number, bool image)
    {
        foreach (var it in _all)
        {
            if (_model == "resnet" && !image && OfImages.Contains(it.Name))
                throw Misfit($"{it.Name} drops parts of images, and this resnet has linear blocks; choose dropout or drop-path.");
            if (_model != "transformer" && (image || !OfImages.Contains(it.Name)) && Pointwise(it) is { } module)
                yield return ($"{it.Name}{number}", module);
        }
    }

    /// <summary>
    /// What ends a residual branch, or null: in a transformer dropout, then in all drop-path, with rates that rise from block to block.
    /// </summary>
    public LayerStack? Branch(int block, int blocks)
    {
        var layers = new List<(string, Module<Tensor, Tensor>)>();
        foreach (var it in _all)
        {
            if (it.Name == "drop-path")
                layers.Add((it.Name, Dropouts.Path(Dropouts.LinearDepth(it.Rate, blocks)[block], Seed(it))));
            else if (_model == "transformer" && Pointwise(it) is { } module)
                layers.Insert(0, (it.Name, module));
        }

        return layers.Count == 0 ? null : new("branch", layers);
    }

    /// <summary>What a recurrent cell has inside, or null.</summary>
    public CellDropout? Cell() => _all.FirstOrDefault(it => OfCells.Contains(it.Name)) is { } it ? Cell(it.Name, it.Rate, Seed(it)) : null;

    /// <summary>A cell's dropout by name.</summary>
    public static CellDropout Cell(string name, DropRate rate, long? seed) =>
        name switch
        {
            "variational-dropout" => Dropouts.Variational(rate, seed),
            "recurrent-dropout" => Dropouts.Recurrent(rate, seed),
            _ => Dropouts.Zoneout(rate, seed),
        };

    /// <summary>A hidden linear layer, or the same with dropout on its weights.</summary>
    public Module<Tensor, Tensor> Weighted(Module<Tensor, Tensor> layer) =>
        _all.FirstOrDefault(it => it.Name == "drop-connect") is { } it ? Dropouts.Connect(layer, it.Rate, Seed(it)) : layer;

    private StochasticModule? Pointwise(Regularizer it) =>
        it.Name switch
        {
            "dropout" => Dropouts.Dropout(it.Rate, Seed(it)),
            "alpha-dropout" => Dropouts.Alpha(it.Rate, Seed(it)),
            "gaussian-dropout" => Dropouts.Gaussian(it.Rate, Seed(it)),
            "spatial-dropout" => Dropouts.Spatial(it.Rate, Seed(it)),
            "drop-block" => Dropouts.Block(it.Rate, it.Size, seed: Seed(it)),
            _ => null,
        };

    private long? Seed(Regularizer it) => it.Seed is { } seed ? SplitMix.Seed(seed, _made++) : null;

    private static ArgumentException Misfit(string problem) => new($"Regularizers: {problem}");
}
