namespace Ballast.Cli;

/// <summary>What every command returns.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>A fault of Ballast's own.</summary>
    public const int Fault = 1;

    /// <summary>Bad input or usage; nothing was started.</summary>
    public const int BadInput = 2;

    /// <summary>The training was halted, or ended with values that are not finite.</summary>
    public const int Halted = 3;

    /// <summary>
    /// A suite, a training or an evaluation ended, and missed the threshold that was set; or this machine computes wrongly.
    /// </summary>
    public const int ThresholdMissed = 4;

    /// <summary>
    /// It went to its end, but something that it had to write could not be written: checkpoints, the run file, standard output.
    /// </summary>
    public const int Unsaved = 5;

    /// <summary>Interrupted by the user.</summary>
    public const int Interrupted = 130;
}
