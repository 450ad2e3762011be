namespace Ballast;

/// <summary>The full learning rate throughout.</summary>
internal sealed class ConstantSchedule(Duration warmup) : LearningRateSchedule("constant", warmup)
{
    protected override double Shape(long step, long length) => 1;
}
