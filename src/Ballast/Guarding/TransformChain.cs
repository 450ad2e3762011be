using static TorchSharp.torch;

namespace Ballast;

/// <summary>The gradient transforms of a guard, one after the other, and what keeps them from doing harm.</summary>
internal sealed class TransformChain
{
    private readonly ParameterTable _table;
    private readonly IGradientTransform[] _transforms;

    public TransformChain(EditContext context, IReadOnlyList<IGradientTransform> transforms)
    {
        (_table, _transforms) = (context.Table, [.. transforms]);
        foreach (var transform in _transforms)
            transform.Begin(context);
    }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _transforms.Length == 0;

    /// <summary>
    /// Brings the gradients to the unit of the loss and to the rules' scales, then transforms them: what is left to be done with them is a
    /// plain step.
    /// </summary>
    /// <param name="reading">This step.</param>
    /// <param name="verdict">Whose scales hold.</param>
    /// <param name="unscale">1 / loss scale.</param>
    /// <param name="done">Receives what the transforms tell.</param>
    /// <returns>Skip where one made a gradient non-finite, else Proceed.</returns>
    public Verdict Apply(GradientReading reading, Verdict verdict, double unscale, List<string> done)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var gradients = Gradients();
        foreach (var it in gradients)
            if (verdict.ScaleOf(it.Index) * unscale is var scale and not 1)
                it.Gradient.Scale(scale);
        foreach (var transform in _transforms)
        {
            if (transform.Apply(gradients, reading) is { } words)
                done.Add($"{transform.Name}: {words}");
            if (reading.Parameters.Length == 0)
                continue; // plain training: nobody measured what came in
            if (AreFinite(gradients))
                continue;
            foreach (var it in gradients)
                if (LibtorchMeter.CountNonFinite(it.Gradient) is > 0 and var bad)
                    return Verdict.Skip(
                        $"{transform.Name} made {bad} of {it.Info.Count} values of the gradient of {it.Info.Name} non-finite"
                    );
        }

        return Verdict.Proceed;
    }

    /// <summary>What each remembers.</summary>
    public byte[][] Save() => [.. _transforms.Select(transform => transform.Save())];

    /// <summary>Restores what <see cref="Save"/> returned.</summary>
    public void Load(IEnumerable<byte[]> states)
    {
        foreach (var (transform, state) in _transforms.Zip(states))
            transform.Load(state);
    }

    // waits for a device once
    private static bool AreFinite(List<GradientTensor> gradients) =>
        gradients.Count == 0 || stack([.. gradients.Select(it => it.Gradient.isfinite().all())]).all().item<bool>();

    private List<GradientTensor> Gradients()
    {
        List<GradientTensor> gradients = [];
        for (var i = 0; i < _table.Parameters.Length; i++)
            if (_table.Parameters[i].grad is { } gradient)
                gradients.Add(new(i, _table.Infos[i], _table.Parameters[i], gradient));
        return gradients;
    }
}
