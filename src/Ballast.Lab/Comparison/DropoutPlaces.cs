using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Puts dropout into a model that is built already: into the cell of a recurrence, else after activations and attention.</summary>
internal static class DropoutPlaces
{
    /// <summary>False if the model has no place for it.</summary>
    public static bool Fill(nn.Module model, double rate, bool zoneout, int seed)
    {
        if (model is ITakesCellDropout recurrent)
        {
            recurrent.Cell = zoneout ? Dropouts.Zoneout(rate, seed) : Dropouts.Variational(rate, seed);
            return true;
        }

        nn.Module<Tensor, Tensor>[] places = zoneout
            ? []
            : [.. model.modules().Where(module => module is ReLU or Tanh or SelfAttention).Cast<nn.Module<Tensor, Tensor>>()];
        foreach (var (i, place) in places.Index())
        {
            var dropout = Dropouts.Dropout(rate, SplitMix.Seed(seed, i));
            place.register_forward_hook(
                (module, _, output) =>
                {
                    dropout.train(module.training);
                    return dropout.call(output);
                }
            );
        }

        return places.Length > 0;
    }
}
