using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Calls into TorchScript that hold what they hand over until the script has run (<see cref="HeldScalars"/>).</summary>
internal static class HeldScript
{
    /// <summary>Runs a function of a script.</summary>
    /// <param name="script">What was compiled.</param>
    /// <param name="function">Its name there.</param>
    /// <param name="arguments">Tensors, arrays of tensors, int, bool, and double for what is float there.</param>
    public static object Run(this jit.CompilationUnit script, string function, params object[] arguments) =>
        RunFrom(0, script, function, [.. arguments]);

    private static object RunFrom(int from, jit.CompilationUnit script, string function, object[] arguments)
    {
        for (var i = from; i < arguments.Length; i++)
        {
            if (arguments[i] is not double number)
                continue;
            using Scalar held = number;
            arguments[i] = held;
            return RunFrom(i + 1, script, function, arguments);
        }

        var result = script.invoke(function, arguments);
        GC.KeepAlive(arguments);
        return result;
    }
}
