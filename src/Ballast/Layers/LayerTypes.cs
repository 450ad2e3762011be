namespace Ballast;

/// <summary>The layers that a list can name.</summary>
internal static class LayerTypes
{
    private static readonly Dictionary<string, Func<ILayerSettings, Layer>> Types = new()
    {
        ["linear"] = it => new LinearLayer(it),
        ["conv"] = it => new ConvLayer(it),
        ["max-pool"] = it => new PoolLayer(it, max: true),
        ["average-pool"] = it => new PoolLayer(it, max: false),
        ["global-max-pool"] = it => new GlobalPoolLayer(it, max: true),
        ["global-average-pool"] = it => new GlobalPoolLayer(it, max: false),
        ["flatten"] = it => new FlattenLayer(it),
        ["transpose"] = it => new TransposeLayer(it),
        ["batch-norm"] = it => new BatchNormLayer(it),
        ["layer-norm"] = it => new LayerNormLayer(it),
        ["group-norm"] = it => new GroupNormLayer(it),
        ["dropout"] = it => new DropoutLayer(it, 0.5, Dropouts.Dropout),
        ["alpha-dropout"] = it => new DropoutLayer(it, 0.5, Dropouts.Alpha),
        ["gaussian-dropout"] = it => new DropoutLayer(it, 0.5, Dropouts.Gaussian),
        ["spatial-dropout"] = it => new SpatialDropoutLayer(it),
        ["drop-block"] = it => new DropBlockLayer(it),
        ["drop-path"] = it => new DropoutLayer(it, 0.1, Dropouts.Path),
        ["drop-connect"] = it => new DropConnectLayer(it),
        ["residual"] = it => new ResidualLayer(it),
        ["rnn"] = it => new RnnLayer(it),
        ["gru"] = it => new GruLayer(it),
        ["lstm"] = it => new LstmLayer(it),
        ["steps"] = it => new StepsLayer(it),
        ["attention"] = it => new AttentionLayer(it),
        ["embedding"] = it => new EmbeddingLayer(it),
        ["positions"] = it => new PositionsLayer(it),
    };

    /// <summary>All names: the layers, then the activations.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Types.Keys, .. Activations.Names];

    /// <summary>Reads one layer; its type is one of <see cref="Names"/>.</summary>
    public static Layer Read(ILayerSettings settings) =>
        Types.TryGetValue(settings.Type, out var create) ? create(settings) : new ActivationLayer(settings);
}
