using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// While it lives a model may be run forward and backward; afterwards its buffers, gradients and the CPU's default random
/// generator are as before, so a training that was probed goes on exactly like one that was not (on a GPU dropout draws on
/// from where the probe left its generator).
/// </summary>
internal sealed class Undisturbed : IDisposable
{
    private readonly BufferCopy _buffers;
    private readonly (Parameter Parameter, Tensor? Gradient)[] _gradients;
    private readonly Tensor _random;
    private readonly IScoredAttention[] _noting;

    public Undisturbed(nn.Module model)
    {
        _buffers = new(model);
        _random = Held.CpuRandomState().DetachFromDisposeScope();
        _gradients = [.. model.parameters().Select(p => (p, Gradient(p)))];
        foreach (var (parameter, _) in _gradients)
            parameter.grad = null;
        _noting = [.. model.modules().Prepend(model).OfType<IScoredAttention>().Where(it => it.NotesScores)];
        foreach (var attention in _noting)
            attention.NotesScores = false;
    }

    private static Tensor? Gradient(Parameter parameter)
    {
        using var gradient = parameter.grad;
        return gradient?.clone().DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var (parameter, gradient) in _gradients)
        {
            parameter.grad = gradient;
            gradient?.Dispose();
        }

        foreach (var attention in _noting)
            attention.NotesScores = true;
        _buffers.Restore();
        _buffers.Dispose();
        Held.SetCpuRandomState(_random);
        _random.Dispose();
    }
}
