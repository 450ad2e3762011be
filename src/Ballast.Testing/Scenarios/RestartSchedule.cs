namespace Ballast.Testing;

/// <summary>Cosine annealing with warm restarts (Loshchilov and Hutter, 2017), whose restarts begin at a rate of their own.</summary>
internal static class RestartSchedule
{
    /// <summary>What the rate is multiplied by: from 1 down to 0 in the first cycle, from <paramref name="restart"/> down to 0 in every later one.</summary>
    public static double Factor(int step, int cycle, double restart) =>
        (step < cycle ? 1 : restart) * (1 + Math.Cos(Math.PI * (step % cycle) / cycle)) / 2;
}
