using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Adaptive gradient clipping within a guarded step, after the gradients were measured.</summary>
internal sealed class AdaptiveClipEdit : IWeightEdit
{
    /// <summary>What a user has to write, since TorchSharp has no such function.</summary>
    public const string Use = """
        foreach (var parameter in model.parameters().Where(p => p.grad is not null))
        {
            var (w, g) = (parameter.detach().reshape(parameter.shape[0], -1), parameter.grad!.reshape(parameter.shape[0], -1));
            var most = w.norm(1, true).clamp_min(1e-3.Held()) * 0.01.Held();
            g.mul_((most / g.norm(1, true).clamp_min(1e-6.Held())).clamp_max(1.Held()));
        }
        """;

    private readonly AdaptiveClip _clip = new(sparesLast: true);

    public string Name => "adaptive-clip";

    public EditMoment Moment => EditMoment.BeforeUpdate;

    public string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
    {
        using var off = no_grad();
        _clip.Clip([.. parameters.Select(pair => pair.Parameter)]);
        return null;
    }
}
