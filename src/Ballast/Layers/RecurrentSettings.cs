namespace Ballast;

/// <summary>What all recurrent layers are told.</summary>
internal sealed class RecurrentSettings(ILayerSettings it)
{
    private readonly Initialization? _init = it.Init("init"),
        _recurrentInit = it.Init("recurrent-init");

    private readonly string _dropout = it.Choice("dropout", ["none", "variational-dropout", "recurrent-dropout", "zoneout"]);
    private readonly DropSettings _rate = new(it, 0.1);

    /// <summary>Units.</summary>
    public LayerSize Out { get; } = it.Size("out");

    /// <summary>Whether every step is handed on or only the last.</summary>
    public bool EveryStep { get; } = it.Choice("output", ["last", "all"]) == "all";

    /// <summary>What a cell has inside, or null.</summary>
    public CellDropout? Dropout => _dropout == "none" ? null : Regularization.Cell(_dropout, _rate.Rate, _rate.Seed);

    /// <summary>Weights of both kinds; the recurrent ones are orthogonal by default.</summary>
    public T Filled<T>(T cell, LayerInput input)
        where T : Recurrence
    {
        cell.Initialise(_init ?? input.Init ?? Initializations.LeCun(), _recurrentInit ?? Initializations.Orthogonal(), input.Weights);
        return cell;
    }
}
