using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// The guarded AdamW step, without and with the update cap, against libtorch's own <c>_foreach_norm</c> + <c>_fused_adamw_</c>
/// called through one TorchScript invocation each, and against TorchSharp's <c>clip_grad_norm_</c> + <c>AdamW.step()</c>. The guard
/// around TorchSharp's own AdamW against that optimizer's bare step.
/// </summary>
internal static class StepBench
{
    private const string Script = """
        def norm(gradients: List[Tensor]) -> Tensor:
            return torch.stack(torch._foreach_norm(gradients))

        def adamw(weights: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], steps: List[Tensor]):
            torch._foreach_add_(steps, 1)
            torch._fused_adamw_(weights, gradients, means, squares, [], steps, lr=0.0001, beta1=0.9, beta2=0.999,
                                weight_decay=0.01, eps=1e-8, amsgrad=False, maximize=False)

        """;

    // per value: the meter reads g; one pass reads g, m, v, w and writes m, v, w. What a cap keeps for a second look is left out
    private const int Bytes = 4 + 28;

    public static readonly (int Parameters, int Tensors)[] Sizes = [(1_000_000, 32), (1_000_000, 200), (10_000_000, 20), (17_000_000, 8)];

    public static IEnumerable<BenchRow> Run(int parameters, int tensors, TimeSpan budget)
    {
        using var scope = NewDisposeScope();
        using var loss = tensor(1f);
        using var plain = new BenchTensors(parameters, tensors);
        using var capped = new BenchTensors(parameters, tensors);
        using var foreign = new BenchTensors(parameters, tensors);
        using var ours = Optimizers.AdamW(plain.All, lr: 1e-4);
        using var ourOther = Optimizers.AdamW(capped.All, lr: 1e-4);
        using var theirs = optim.AdamW(foreign.All, 1e-4, weight_decay: 0.01);
        using var changed = new BenchTensors(parameters, tensors);
        using var unchanged = new BenchTensors(parameters, tensors);
        using var own = optim.AdamW(changed.All, 1e-4, weight_decay: 0.01);
        using var bare = optim.AdamW(unchanged.All, 1e-4, weight_decay: 0.01);
        using var oneLine = StepGuard.For(changed, own, GuardOptions.Auto);
        using var guard = StepGuard.For(plain, ours, GuardOptions.Auto with { Caps = [] });
        using var capping = StepGuard.For(capped, ourOther, GuardOptions.Auto);
        using var tight = new BenchTensors(parameters, tensors);
        using var third = Optimizers.AdamW(tight.All, lr: 1e-4);
        using var bound = StepGuard.For(tight, third, GuardOptions.Auto with { Caps = [Rules.UpdateCap(1e-6)] });
        var pair = LibtorchPair(parameters, tensors);
        using var memory = new Bandwidth(plain.Count);
        var race = new Race()
            .Add("memory", memory.Run)
            .Add("guarded step", () => guard.Step(loss))
            .Add("guarded step with cap", () => capping.Step(loss))
            .Add("guarded step, all capped", () => bound.Step(loss))
            .Add("libtorch", pair)
            .Add(
                "torchsharp",
                () =>
                {
                    using var inner = NewDisposeScope();
                    nn.utils.clip_grad_norm_(foreign.All, 1.0);
                    theirs.step();
                },
                foreign: true
            )
            .Add("one changed line", () => oneLine.Step(loss))
            .Add(
                "torchsharp's step alone",
                () =>
                {
                    using var inner = NewDisposeScope();
                    bare.step();
                },
                foreign: true
            )
            .Run(budget);
        var bandwidth = memory.Of(race.Median("memory"));
        foreach (var name in (string[])["guarded step", "guarded step with cap", "guarded step, all capped"])
        foreach (var against in new[] { "libtorch", "torchsharp" })
            yield return new(
                name,
                "adamw",
                plain.Count,
                tensors,
                against,
                race.Ratio(name, against),
                (double)Bytes * plain.Count / race.Median(name) / bandwidth
            );
        const string line = "one changed line",
            alone = "torchsharp's step alone";
        yield return new(
            line,
            "adamw",
            plain.Count,
            tensors,
            alone,
            race.Ratio(line, alone),
            (double)Bytes * plain.Count / race.Median(line) / bandwidth
        );
    }

    private static Action LibtorchPair(int parameters, int tensors)
    {
        var unit = jit.compile(Script);
        var holder = new BenchTensors(parameters, tensors);
        Tensor[] weights = [.. holder.All],
            gradients = [.. holder.All.Select(p => p.grad!)];
        Tensor[] means = [.. weights.Select(w => zeros_like(w))],
            squares = [.. weights.Select(w => zeros_like(w))],
            steps = [.. weights.Select(_ => tensor(0f))];
        return () =>
        {
            using var off = no_grad();
            using var norms = (Tensor)unit.Run("norm", [gradients]);
            norms.data<float>().ToArray(); // a decision needs the norms on the host
            unit.Run("adamw", weights, gradients, means, squares, steps);
        };
    }
}
