using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Looks at a model before its first step: input scale first, then the network; counts how often each weight is used.</summary>
internal sealed class Preparer(nn.Module model, IReadOnlyList<ParameterInfo> infos, IReadOnlyList<TorchSharp.Modules.Parameter> parameters)
{
    private nn.Module<Tensor, Tensor>.HookRemover? _hook;

    /// <summary>Mean and standard deviation of an affine that stands in front of a module of the user's; null if there is none.</summary>
    public (string Module, double Mean, double Std)? Hooked { get; private set; }

    /// <summary>Probes by the given losses, each of one batch, and repairs where <paramref name="mayRepair"/>.</summary>
    public Preparation Run(IReadOnlyList<Func<Tensor>> losses, bool mayRepair)
    {
        var done = new List<string>();
        var scale = new InputScale(model, losses);
        var said = scale.Look();
        if (said is not null && mayRepair)
        {
            Standardise(scale);
            done.Add(string.Create(CultureInfo.InvariantCulture, $"{said}: standardised by (x - {scale.Mean:g4}) / {scale.Std:g4}"));
        }

        var repair = new SetupRepair(model, losses);
        done.AddRange(repair.Run(mayRepair));
        CountCalls(repair.First);
        return new(string.Join("; ", new[] { mayRepair ? null : said, repair.Trouble }.Where(it => !string.IsNullOrEmpty(it))), done);
    }

    /// <summary>Puts a fixed affine in front of a module, for the lifetime of the model.</summary>
    public void Hook(string module, double mean, double std)
    {
        var target = WeightedModule.Of(model).FirstOrDefault(candidate => candidate.Name == module)
            ?? throw new ArgumentException($"The saved guard standardises the input of '{module}', which this model does not have: build the same model.", nameof(module));
        _hook?.remove();
        _hook = target.Module.register_forward_pre_hook((_, input) =>
        {
            using var centred = input.sub(mean);
            return centred.div(std);
        });
        Hooked = (module, mean, std);
    }

    private void Standardise(InputScale scale)
    {
        if (model.modules().OfType<InputAffine>().FirstOrDefault() is { } affine)
            affine.Set(affine.Mean + (affine.Std * scale.Mean), affine.Std * scale.Std);
        else
            Hook(scale.Before!.Name, scale.Mean, scale.Std);
    }

    private void CountCalls(Probe probe)
    {
        foreach (var (module, outputs) in probe.Outputs)
            for (var i = 0; i < parameters.Count; i++)
                if (parameters[i].Handle == module.Weight.Handle || parameters[i].Handle == module.Bias?.Handle)
                    infos[i].Calls = probe.FedByData.Contains(module) ? 1 : outputs.Length;
    }
}
