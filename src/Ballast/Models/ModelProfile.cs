using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What a model is made of and does with one batch, part by part. A part is the outermost module that was called through <c>call()</c>;
/// what stands inside it is counted with it.
/// </summary>
/// <param name="Parts">In the order of their first call.</param>
/// <param name="Parameters">Of the whole model, shared ones once.</param>
/// <param name="MultiplyAdds">Of one sample's forward pass: those of linear layers, convolutions and attention.</param>
/// <param name="Unseen">Modules with weights that were not called through <c>call()</c>, which neither probe nor repair can see.</param>
internal sealed record ModelProfile(IReadOnlyList<ModelPart> Parts, long Parameters, long MultiplyAdds, IReadOnlyList<string> Unseen)
{
    /// <summary>Loss of the batch, where it was measured.</summary>
    public double Loss { get; init; } = double.NaN;

    /// <summary>
    /// One forward pass in the mode the model is in; buffers and random state stay as they were. The output belongs to the caller's dispose
    /// scope.
    /// </summary>
    public static (ModelProfile Profile, Tensor Output) Of(nn.Module<Tensor, Tensor> model, Tensor x)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var calls = new Dictionary<nn.Module, (int Order, long[] Shape, double Size)>();
        var products = new Dictionary<nn.Module, long>();
        var starts = 0;
        Tensor output;
        using (var quiet = new Undisturbed(model))
        {
            var hooks = model
                .modules()
                .OfType<nn.Module<Tensor, Tensor>>()
                .Distinct()
                .SelectMany(module =>
                    new[]
                    {
                        module.register_forward_pre_hook(
                            (_, input) =>
                            {
                                if (!calls.ContainsKey(module))
                                    calls[module] = (starts++, [], double.NaN);
                                return input;
                            }
                        ),
                        module.register_forward_hook(
                            (_, _, given) =>
                            {
                                calls[module] = (calls[module].Order, given.shape[1..], Sizes.RootMeanSquare(given));
                                products[module] = products.GetValueOrDefault(module) + Products(module, given);
                                return given.alias(); // Sequential disposes what it is given
                            }
                        ),
                    }
                )
                .ToArray();
            try
            {
                output = model.call(x).MoveToOuterDisposeScope();
            }
            finally
            {
                foreach (var hook in hooks)
                    hook.remove();
            }
        }

        ModelPart[] parts =
        [
            .. Outermost(model, "")
                .OrderBy(part => calls[part.Module].Order)
                .Select(part => new ModelPart(
                    part.Name,
                    part.Module is Pointwise or BatchNorms ? part.Module.GetName() : part.Module.GetType().Name,
                    calls[part.Module].Shape,
                    Count(part.Module),
                    part.Module.modules().Append(part.Module).Distinct().Sum(products.GetValueOrDefault),
                    calls[part.Module].Size
                )),
        ];
        string[] unseen =
        [
            .. WeightedModule
                .Of(model)
                .Where(weighted => !calls.ContainsKey(weighted.Module) && weighted.Module != model)
                .Select(weighted => weighted.Name),
        ];
        return (new(parts, Count(model), products.Values.Sum(), unseen), output);

        IEnumerable<(string Name, nn.Module Module)> Outermost(nn.Module module, string prefix) =>
            module
                .named_children()
                .SelectMany(child =>
                    calls.ContainsKey(child.module)
                        ? [(prefix + child.name, child.module)]
                        : Outermost(child.module, $"{prefix}{child.name}.")
                );
    }

    private static long Count(nn.Module module) => module.parameters().DistinctBy(p => p.Handle).Sum(p => p.numel());

    private static long Products(nn.Module module, Tensor output)
    {
        var each = output.numel() / Math.Max(1, output.shape[0]);
        return module switch
        {
            Linear linear => each * linear.weight.shape[1],
            ConvolutionTranspose => 0, // counting them takes the input's shape, and no layer of Ballast's is one
            Convolution convolution => each * (convolution.weight.numel() / convolution.weight.shape[0]),
            ICountsProducts counts => counts.Products(output.shape[1..]),
            _ => 0,
        };
    }
}
