using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Ballast.Conventions.Tests;

/// <summary>
/// The members of TorchSharp that make a temporary inside and let go of it, themselves or through others, found in TorchSharp's own code.
/// A virtual call reaches what it declares; what overrides it is found where an object of that type is made, or by what makes one.
/// </summary>
internal sealed class LettingGo
{
    private readonly ModuleDefinition _torchSharp;
    private readonly Dictionary<MethodDefinition, string> _why = [];

    public LettingGo(string torchSharp)
    {
        _torchSharp = Il.Read(torchSharp, lines: false);
        var callers = new Dictionary<MethodDefinition, List<MethodDefinition>>();
        foreach (var method in _torchSharp.Types().Bodies())
        {
            foreach (var (at, member) in method.Uses())
            {
                if (Keeping.IsTemporary(at, member) && at.OpCode.Code != Code.Ldftn && !Keeping.IsKept(method, at))
                    _why.TryAdd(method, $"it lets go of a {member.Result().Name}");
                foreach (var reached in Reached(at, member))
                    (callers.TryGetValue(reached, out var known) ? known : callers[reached] = []).Add(method);
            }
        }

        for (var waiting = new Queue<MethodDefinition>(_why.Keys); waiting.TryDequeue(out var method); )
            foreach (var caller in callers.GetValueOrDefault(method, []))
                if (_why.TryAdd(caller, $"through {Name(method)}"))
                    waiting.Enqueue(caller);
    }

    public int Count => _why.Count;

    /// <summary>Why a use of a member is none that keeps what it makes; null if it does, or isn't TorchSharp's.</summary>
    public string? Why(Instruction at, MethodReference member)
    {
        foreach (var reached in Reached(at, member))
            if (_why.TryGetValue(reached, out var why))
                return $"{Name(reached)}: {why}";
        return null;
    }

    // where an object is made, all that a call by one of its bases or interfaces may reach
    private IEnumerable<MethodDefinition> Reached(Instruction at, MethodReference member)
    {
        if (member.DeclaringType is ArrayType)
            return []; // what makes and fills arrays has no code
        var method = member.Resolve()
            ?? throw new InvalidOperationException($"{member.FullName} isn't found: is its assembly in the folder?");
        IEnumerable<MethodDefinition> direct =
            method.Module == _torchSharp ? [method]
            : method.Module.Assembly.Name.Name == "TorchSharp" ? [Own(method)]
            : [];
        return at.OpCode.Code == Code.Newobj ? direct.Concat(Overrides(method.DeclaringType)) : direct;
    }

    private IEnumerable<MethodDefinition> Overrides(TypeDefinition type)
    {
        if (type.Line().All(it => it.Module.Assembly.Name.Name != "TorchSharp"))
            yield break;
        var seen = new HashSet<string>();
        foreach (var method in type.Line().SelectMany(it => it.Methods).Where(method => method.IsVirtual))
            if (seen.Add(Signature(method)) && method.Module.Assembly.Name.Name == "TorchSharp")
                yield return method.Module == _torchSharp ? method : Own(method);
    }

    // another reading of TorchSharp has objects of its own
    private MethodDefinition Own(MethodDefinition method) =>
        _own.TryGetValue(method.FullName, out var own)
            ? own
            : throw new InvalidOperationException($"{method.FullName} is of another TorchSharp");

    private Dictionary<string, MethodDefinition> _own =>
        field ??= _torchSharp.Types().SelectMany(type => type.Methods).ToDictionary(method => method.FullName);

    private static string Signature(MethodDefinition method) =>
        $"{method.Name}({string.Join(',', method.Parameters.Select(it => it.ParameterType.FullName))})";

    private static string Name(MethodDefinition method) =>
        $"{method.DeclaringType.Name}.{method.Name}({string.Join(", ", method.Parameters.Select(it => it.ParameterType.Name))})";
}
