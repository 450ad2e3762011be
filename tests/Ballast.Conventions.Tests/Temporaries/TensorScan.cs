using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Ballast.Conventions.Tests;

/// <summary>
/// Finds tensors that are made and passed on at once: <c>x.detach().clone()</c>. Nobody holds the first while the second reads it, unless a
/// scope is open that holds what is made in it: the method's own, or one in everything that calls it.
/// </summary>
internal sealed class TensorScan
{
    private static readonly HashSet<string> s_hands =
    [
        "DetachFromDisposeScope",
        "MoveToOuterDisposeScope",
        "Slot",
        "Add",
        "Scale",
        "Shrink",
        "ToTensor",
        "KeepAlive",
        "Dispose",
        "MoveToOtherDisposeScope",
    ];

    private readonly Dictionary<string, MethodDefinition> _methods = [];
    private readonly Dictionary<string, HashSet<string>> _callers = [];
    private readonly HashSet<string> _open = []; // can be called by who has no scope

    public TensorScan(IEnumerable<string> assemblies)
    {
        var types = assemblies.SelectMany(assembly => Il.Read(assembly).Types()).ToArray();
        foreach (var method in types.Bodies())
            _methods[method.FullName] = method;
        foreach (var method in _methods.Values)
        foreach (var (_, member) in method.Uses())
        foreach (var called in Targets(member))
            Callers(called).Add(method.FullName);
        foreach (var method in _methods.Values.Where(IsEntry))
            _open.Add(method.FullName);
        for (var grown = true; grown; )
        {
            grown = false;
            foreach (var (called, callers) in _callers)
                if (!_open.Contains(called) && callers.Any(caller => _open.Contains(caller) && !OpensScope(_methods[caller])))
                    grown |= _open.Add(called);
        }
    }

    /// <summary>Every such place, as file, line and member.</summary>
    public IEnumerable<string> Found() =>
        from method in _methods.Values
        where _open.Contains(method.FullName) && !OpensScope(method)
        from use in method.Uses()
        where MakesTensor(use.At, use.Member) && IsPassedOn(method, use.At)
        select $"{TemporaryScan.Place(method, use.At)} {TemporaryScan.Written(method)} passes on what {use.Member.Name} makes, and may "
            + "be called where no scope holds it";

    private HashSet<string> Callers(string called) => _callers.TryGetValue(called, out var callers) ? callers : _callers[called] = [];

    // a call of a virtual or interface method may be one of any that override it
    private IEnumerable<string> Targets(MethodReference member)
    {
        if (member.Resolve() is not { } target)
            yield break;
        yield return target.FullName;
        if (!target.IsVirtual)
            yield break;
        foreach (var method in _methods.Values)
            if (
                method.IsVirtual
                && method.Name == target.Name
                && method.Parameters.Count == target.Parameters.Count
                && Is(method.DeclaringType, target.DeclaringType)
            )
                yield return method.FullName;
    }

    private static bool Is(TypeDefinition type, TypeDefinition wanted) =>
        type.Line()
            .Any(it =>
                it.FullName == wanted.FullName
                || it.Interfaces.Any(implemented => implemented.InterfaceType.Resolve()?.FullName == wanted.FullName)
            );

    private static bool IsEntry(MethodDefinition method) =>
        (method.IsPublic && IsVisible(method.DeclaringType))
        || (
            method.IsVirtual
            && method.GetOriginalBaseMethod() is { } root
            && root.Module != method.Module
            && root.DeclaringType.Namespace.StartsWith("TorchSharp", StringComparison.Ordinal)
        );

    private static bool IsVisible(TypeDefinition type) =>
        type.DeclaringType is null ? type.IsPublic : type.IsNestedPublic && IsVisible(type.DeclaringType);

    private static bool OpensScope(MethodDefinition method) =>
        method
            .Uses()
            .Any(use =>
                use.Member.Name == "NewDisposeScope" || (use.Member.Name == ".ctor" && use.Member.DeclaringType.Name == "KeptTensors")
            );

    // not those that hand out what someone holds: properties, what a state or a copy keeps
    private static bool MakesTensor(Instruction at, MethodReference member) =>
        at.OpCode.Code is Code.Call or Code.Callvirt
        && member.Result().Name is "Tensor" or "Parameter"
        && member.DeclaringType.FullName is var space
        && (space.StartsWith("TorchSharp", StringComparison.Ordinal) || space.StartsWith("Ballast", StringComparison.Ordinal))
        && (
            !member.Name.StartsWith("get_", StringComparison.Ordinal)
            || member.Name == "get_grad"
            || member is { Name: "get_weight", DeclaringType.Name: "Embedding" }
        )
        && !s_hands.Contains(member.Name)
        && !ReturnsReceiver(member);

    // disposed of later, as by using, or returned or stored where its last use is
    private static bool IsHeld(MethodDefinition method, VariableDefinition local)
    {
        var last = method.Body.Instructions.LastOrDefault(at =>
            method.Body.Loaded(at) == local || (at.OpCode.Code is Code.Ldloca or Code.Ldloca_S && at.Operand == local)
        );
        return last is null || !IsPassedOn(method, last);
    }

    // in place: it is used once more when the native call is over
    private static bool ReturnsReceiver(MethodReference member) => member.Name.EndsWith('_') || member.Name is "Scale" or "Shrink" or "Add";

    // whether the next to take it from the stack reads it: not what stores or returns it
    private static bool IsPassedOn(MethodDefinition method, Instruction made)
    {
        if (method.Body.Stored(made.Following()) is { } local)
            return !IsHeld(method, local);
        var above = 0;
        for (var at = made.Following(); ; at = at.Following())
        {
            var (takes, gives) = at.Stack();
            if (takes > above)
                return !(takes == above + 1 && at.Operand is MethodReference it && ReturnsReceiver(it))
                    && at.OpCode.Code is Code.Call or Code.Callvirt
                    && at.Operand is MethodReference member
                    && !s_hands.Contains(member.Name)
                    && !member.Name.StartsWith("set_", StringComparison.Ordinal);
            above += gives - takes;
            if (at.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw)
                return false; // as of x ? a : b: what joins there is looked at after it
        }
    }
}

internal static class Overriding
{
    public static MethodDefinition? GetOriginalBaseMethod(this MethodDefinition method)
    {
        MethodDefinition? found = null;
        for (var type = method.DeclaringType.BaseType?.Resolve(); type is not null; type = type.BaseType?.Resolve())
            found = type.Methods.FirstOrDefault(it =>
                it.IsVirtual && it.Name == method.Name && it.Parameters.Count == method.Parameters.Count
            ) ?? found;
        return found;
    }
}
