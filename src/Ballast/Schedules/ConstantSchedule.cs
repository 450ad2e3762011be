namespace Ballast;

/// <summary>The full learning rate throughout.</summary>
internal sealed class ConstantSchedule(long warmup) : LearningRateSchedule("constant", warmup)
{
    protected override double Shape(double progress) => 1;
}
