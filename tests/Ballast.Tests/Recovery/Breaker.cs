using static TorchSharp.torch;

namespace Ballast.Tests.Recovery;

/// <summary>Puts a NaN into a weight after some steps, as a fault of memory would.</summary>
internal sealed class Breaker(nn.Module model, long[] after) : ITrainingProgress
{
    public void Step(StepRecord record, double accuracy)
    {
        if (!after.Contains(record.Step))
            return;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        model.parameters().First().view(-1)[3].Set(double.NaN);
    }
}
