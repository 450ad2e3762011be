using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Ballast.Conventions.Tests;

/// <summary>
/// Tells whether what a call returns is kept until native code is done with it: in a variable of a <c>using</c>, in a static field that
/// never changes, or by being returned, which makes the caller answer for it. Nothing else counts: a plain variable is dead for the
/// collector as soon as it was read for the last time, and that is before the native call.
/// </summary>
internal static class Keeping
{
    private const string Scalar = "TorchSharp.Scalar",
        Tensor = "TorchSharp.torch/Tensor",
        Generator = "TorchSharp.torch/Generator";

    /// <summary>
    /// Whether a call returns what has to be kept: a Scalar, a generator that is TorchSharp's or new, or a tensor made of a number by
    /// conversion.
    /// </summary>
    public static bool IsTemporary(Instruction at, MethodReference member) =>
        (member.Name != ".ctor" || at.OpCode.Code == Code.Newobj)
        && member.Result().FullName switch
        {
            Scalar => true,
            Generator => member.DeclaringType.FullName.StartsWith("TorchSharp.", StringComparison.Ordinal),
            Tensor => member.Name == "op_Implicit",
            _ => false,
        };

    public static bool IsKept(MethodDefinition method, Instruction call)
    {
        var next = call.Following();
        if (next.OpCode.Code == Code.Ret)
            return method.ReturnType.FullName is Scalar or Tensor or Generator; // as an object nobody would know
        if (next.OpCode.Code == Code.Pop)
            return true; // never handed to anyone
        if (next.OpCode.Code == Code.Stfld)
            // its owner's
            return ((MethodReference)call.Operand).Result().FullName == Generator && !((FieldReference)next.Operand).Name.StartsWith('<');
        if (next.OpCode.Code == Code.Stsfld)
            return ((FieldReference)next.Operand).Resolve().IsInitOnly;
        return method.Body.Stored(next) is { } variable && IsUsed(method.Body, next, variable);
    }

    // using: the try block begins right after the variable is set, and its finally disposes of that variable
    private static bool IsUsed(MethodBody body, Instruction stored, VariableDefinition variable) =>
        body.ExceptionHandlers.Any(handler =>
            handler.HandlerType == ExceptionHandlerType.Finally
            && handler.TryStart == stored.Following()
            && Disposes(body, handler, variable)
        );

    private static bool Disposes(MethodBody body, ExceptionHandler handler, VariableDefinition variable)
    {
        for (var at = handler.HandlerStart; at is not null && at != handler.HandlerEnd; at = at.Next)
            if (body.Loaded(at) == variable && at.Following().Operand is MethodReference { Name: "Dispose" })
                return true;
        return false;
    }
}
