using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Ballast.Conventions.Tests;

/// <summary>
/// Tells whether what a call returns is kept until native code is done with it: in a variable of a <c>using</c>, in a static field that never
/// changes, or by being returned, which makes the caller answer for it. Nothing else counts: a plain variable is dead for the collector
/// as soon as it was read for the last time, and that is before the native call.
/// </summary>
internal static class Keeping
{
    private const string Scalar = "TorchSharp.Scalar", Tensor = "TorchSharp.torch/Tensor";

    /// <summary>Whether a call returns what has to be kept: a Scalar, or a tensor made of a number by conversion.</summary>
    public static bool IsTemporary(MethodReference member) =>
        member.Result().FullName == Scalar || (member.Name == "op_Implicit" && member.Result().FullName == Tensor);

    public static bool IsKept(MethodDefinition method, Instruction call)
    {
        var next = call.Following();
        if (next.OpCode.Code == Code.Ret) return method.ReturnType.FullName is Scalar or Tensor;    // as an object nobody would know
        if (next.OpCode.Code == Code.Stsfld) return ((FieldReference)next.Operand).Resolve().IsInitOnly;
        return method.Body.Stored(next) is { } variable && IsUsed(method.Body, next, variable);
    }

    // using: the try block begins right after the variable is set, and its finally disposes of that variable
    private static bool IsUsed(MethodBody body, Instruction stored, VariableDefinition variable) => body.ExceptionHandlers.Any(handler =>
        handler.HandlerType == ExceptionHandlerType.Finally && handler.TryStart == stored.Following() && Disposes(body, handler, variable));

    private static bool Disposes(MethodBody body, ExceptionHandler handler, VariableDefinition variable)
    {
        for (var at = handler.HandlerStart; at is not null && at != handler.HandlerEnd; at = at.Next)
            if (body.Loaded(at) == variable && at.Following().Operand is MethodReference { Name: "Dispose" }) return true;
        return false;
    }
}
