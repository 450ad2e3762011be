using System.Runtime.InteropServices;

namespace Ballast.Cli;

/// <summary>Tells what comes from outside, and what to do about it, from faults of Ballast's own.</summary>
internal static class BadInput
{
    /// <summary>The message for the user; null for a fault of Ballast's own.</summary>
    public static string? Explain(Exception fault) =>
        fault switch
        {
            UsageException or ConfigException or DatasetException or RunFileException or CheckpointException or LogFileException =>
                fault.Message,
            _ when IsMemory(fault) =>
                $"there is not enough memory: {FirstLine(fault)} {HostMemory.Room}; make the data, the batch or the model "
                    + "smaller, or give the process more.",
            _ when OwnModule.Explain(fault) is { } words => words,
            DllNotFoundException or TypeInitializationException or FileNotFoundException { FileName: not null } when IsLibtorch(fault) =>
                $"libtorch cannot be loaded: {FirstLine(fault.GetBaseException())} 'ballast doctor' says what this machine lacks.",
            UnauthorizedAccessException or IOException => $"{FirstLine(fault)} Check the path, its permissions and the room on its disk.",
            _ => null,
        };

    /// <summary>Whether memory could not be had, in .NET or in libtorch.</summary>
    public static bool IsMemory(Exception fault) =>
        fault is OutOfMemoryException
        || (
            fault is ExternalException
            && (
                fault.Message.Contains("can't allocate memory", StringComparison.Ordinal)
                || fault.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
                || fault.Message.Contains("Storage size calculation overflowed", StringComparison.Ordinal)
            )
        );

    public static string FirstLine(Exception fault) => fault.Message.Split('\n')[0].TrimEnd('\r', '.') + ".";

    private static bool IsLibtorch(Exception fault) =>
        fault.ToString() is var text
        && (text.Contains("LibTorchSharp", StringComparison.Ordinal) || text.Contains("libtorch", StringComparison.OrdinalIgnoreCase));
}
