namespace Ballast;

/// <summary>Half a cosine from 1 to 0 (Loshchilov, Hutter 2017, arXiv:1608.03983, without restarts).</summary>
internal sealed class CosineSchedule(long warmup) : LearningRateSchedule("cosine", warmup)
{
    protected override double Shape(double progress) => (1 + Math.Cos(Math.PI * progress)) / 2;
}
