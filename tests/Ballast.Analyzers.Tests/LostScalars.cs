using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Ballast.Analyzers.Tests;

/// <summary>
/// Reads the IL of TorchSharp for members that make a Scalar and let go of it before the native call that reads it is over, in
/// their own code or in what they call. What comes out is the list that the analyzer carries.
/// </summary>
internal sealed class LostScalars
{
    private const string Scalar = "TorchSharp.Scalar";
    private readonly HashSet<MethodDefinition> _losing = [];
    private readonly List<TypeDefinition> _types;

    public LostScalars(string assembly)
    {
        _types = [.. ModuleDefinition.ReadModule(assembly).GetTypes()];
        MethodDefinition[] bodies = [.. _types.SelectMany(type => type.Methods).Where(method => method.HasBody)];
        var callers = bodies
            .SelectMany(method => Called(method).Select(callee => (callee, method)))
            .ToLookup(call => call.callee, call => call.method);
        var open = new Stack<MethodDefinition>(bodies.Where(LosesOne));
        while (open.TryPop(out var method))
            if (_losing.Add(method))
                foreach (var caller in callers[method])
                    open.Push(caller);
    }

    /// <summary>
    /// Documentation ids, sorted: members (M, P) that lose a Scalar when called, and modules and optimizers (T) that do so with every pass
    /// or step.
    /// </summary>
    public string[] Lines() =>
        [
            .. _losing
                .Where(method => IsSeen(method.DeclaringType) && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly))
                .Select(method => DocCommentId.GetDocCommentId(Owner(method)))
                .Concat(
                    _types
                        .Where(type => IsSeen(type) && !type.IsAbstract && type.Namespace == "TorchSharp.Modules" && Works(type))
                        .Select(DocCommentId.GetDocCommentId)
                )
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    // a method that makes a Scalar and neither returns, stores nor disposes it
    private static bool LosesOne(MethodDefinition method) =>
        method
            .Body.Instructions.Where(instruction => instruction.Operand is MethodReference callee && Makes(callee, instruction))
            .Any(call => !IsKept(call.Next, method.Body));

    private static bool Makes(MethodReference callee, Instruction instruction) =>
        instruction.OpCode == OpCodes.Newobj ? callee.DeclaringType.FullName == Scalar : callee.ReturnType.FullName == Scalar;

    private static bool IsKept(Instruction next, MethodBody body)
    {
        while (next.OpCode == OpCodes.Br || next.OpCode == OpCodes.Br_S)
            next = (Instruction)next.Operand;
        if (
            next.OpCode == OpCodes.Ret
            || next.OpCode == OpCodes.Stfld
            || next.OpCode == OpCodes.Stsfld
            || next.OpCode == OpCodes.Stelem_Ref
        )
            return true;
        if (next.Operand is MethodReference called && called.DeclaringType.Namespace.StartsWith("System", StringComparison.Ordinal))
            return true; // into a list
        return Local(next, store: true) is { } local
            && body.ExceptionHandlers.Any(handler =>
                handler.HandlerType == ExceptionHandlerType.Finally
                && Between(handler.HandlerStart, handler.HandlerEnd).Any(instruction => Local(instruction, store: false) == local)
            );
    }

    private static IEnumerable<Instruction> Between(Instruction first, Instruction? end)
    {
        for (var at = first; at is not null && at != end; at = at.Next)
            yield return at;
    }

    private static int? Local(Instruction instruction, bool store) =>
        instruction.OpCode.Code switch
        {
            Code.Stloc_0 when store => 0,
            Code.Stloc_1 when store => 1,
            Code.Stloc_2 when store => 2,
            Code.Stloc_3 when store => 3,
            Code.Ldloc_0 when !store => 0,
            Code.Ldloc_1 when !store => 1,
            Code.Ldloc_2 when !store => 2,
            Code.Ldloc_3 when !store => 3,
            Code.Stloc or Code.Stloc_S when store => ((VariableDefinition)instruction.Operand).Index,
            Code.Ldloc or Code.Ldloc_S when !store => ((VariableDefinition)instruction.Operand).Index,
            _ => null,
        };

    // what a method calls, the lambdas it makes and the body of the iterator it returns
    private static IEnumerable<MethodDefinition> Called(MethodDefinition method)
    {
        foreach (
            var reference in method
                .Body.Instructions.Select(instruction => instruction.Operand)
                .OfType<MethodReference>()
                .Where(callee => callee.DeclaringType.Scope is ModuleDefinition)
        )
            if (reference.Resolve() is { } callee)
            {
                yield return callee;
                if (callee.IsConstructor && callee.DeclaringType.Methods.FirstOrDefault(part => part.Name == "MoveNext") is { } body)
                    yield return body;
            }
    }

    private static bool IsSeen(TypeDefinition type) => type.IsPublic || (type.IsNestedPublic && IsSeen(type.DeclaringType));

    private static IMemberDefinition Owner(MethodDefinition method) =>
        method.DeclaringType.Properties.FirstOrDefault(property => property.GetMethod == method || property.SetMethod == method)
        ?? (IMemberDefinition)method;

    // the implementation of forward or step that an object of this type runs
    private bool Works(TypeDefinition? type) =>
        type?.Methods.Where(method => method.Name is "forward" or "step").ToArray() is { } own
        && (
            own.Length > 0
                ? own.Any(_losing.Contains)
                : type.BaseType?.Resolve() is { } parent && parent.Module == type.Module && Works(parent)
        );
}
