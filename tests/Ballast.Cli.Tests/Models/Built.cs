using TorchSharp;

namespace Ballast.Cli.Tests.Models;

/// <summary>A model from the YAML of its section.</summary>
internal static class Built
{
    public static readonly ModelTask Images = new([1, 8, 8], [10]),
        Rows = new([12], [3]),
        Sequences = new([6, 5], [3]),
        Steps = new([6, 5], [6, 3]),
        Text = new([6], [6, 7], Symbols: 7);

    public static torch.nn.Module<torch.Tensor, torch.Tensor> Model(string model, ModelTask task) =>
        ModelBuilder.Build(TrainConfig.Parse($"data: fashion-mnist-sample\noptimizer: sgd\nmodel: {model}\n", "c.yaml").Model, task);
}
