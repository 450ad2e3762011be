namespace Ballast;

/// <summary>
/// One observer behind a wall: what it throws is reported the first time and never passed on, and after a few failures the
/// observer is not called any more. A call costs one delegate: pass static lambdas, so that nothing is allocated per step.
/// </summary>
internal sealed class Isolated<T>(T observer)
{
    public const int Patience = 3;
    private int _failures;

    /// <summary>Who is behind the wall.</summary>
    public T Observer => observer;

    public void Call<TArgument>(Action<T, TArgument> action, TArgument argument, bool evenIfOff = false)
    {
        if (_failures >= Patience && !evenIfOff)
            return;
#pragma warning disable CA1031 // an observer may throw anything at all, and none of it may stop a training
        try
        {
            action(observer, argument);
        }
        catch (Exception fault)
        {
            if (_failures++ == 0)
                SelfLog.Write(
                    $"{observer!.GetType().Name} failed and is switched off after {Patience} failures; training goes on. "
                        + $"{fault.GetType().Name}: {fault.Message}"
                );
        }
#pragma warning restore CA1031
    }
}
