using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Ballast.Conventions.Tests;

/// <summary>One place that hands native code a temporary, or lets TorchSharp do so.</summary>
/// <param name="Method">The method, or the one that a lambda or iterator is written in.</param>
/// <param name="Member">The member of TorchSharp.</param>
/// <param name="Text">All of it, with file and line and what to write.</param>
internal sealed record Temporary(string Method, string Member, string Text);

/// <summary>Finds such places in the code of an assembly.</summary>
internal static class TemporaryScan
{
    private static readonly Dictionary<string, string> s_held = new()
    {
        ["op_Addition"] = "x.Plus(y)",
        ["add"] = "x.Plus(y)",
        ["add_"] = "x.Add(y)",
        ["op_Multiply"] = "x.Times(2)",
        ["op_Division"] = "x.Over(2), or x.Under(1) for 1 / x",
        ["op_Subtraction"] = "x.Minus(2), or x.TakenFrom(1) for 1 - x",
        ["square"] = "x.Squared()",
        ["elu"] = "x.Elu()",
        ["softplus"] = "x.Softplus()",
        ["arange"] = "Held.Arange(n)",
        ["get_rng_state"] = "Held.CpuRandomState()",
        ["set_rng_state"] = "Held.SetCpuRandomState(state)",
        ["invoke"] = "script.Run(name, …)",
        ["BatchNorm1d"] = "BatchNorms.Over1d(n)",
        ["BatchNorm2d"] = "BatchNorms.Over2d(n)",
        ["ELU"] = "Activations.Create(\"elu\")",
        ["LeakyReLU"] = "Activations.LeakyRelu(slope)",
        ["Softplus"] = "Activations.Create(\"softplus\")",
        ["Mish"] = "Activations.Mish()",
    };

    public static IEnumerable<Temporary> Of(IEnumerable<TypeDefinition> types, LettingGo torchSharp)
    {
        foreach (var method in types.Bodies())
        {
            foreach (var (at, member) in method.Uses())
            {
                var made = Keeping.IsTemporary(at, member) && (at.OpCode.Code == Code.Ldftn || !Keeping.IsKept(method, at));
                if (
                    (made ? $"a {member.Result().Name} is let go of while native code may read it" : torchSharp.Why(at, member))
                    is not { } why
                )
                    continue;
                var held = made
                    ? "a form of src/Ballast/Native, as x.Times(2) or x.Is(0), or using Scalar scalar = …;"
                    : s_held.GetValueOrDefault(member.Name, "another form that holds it");
                yield return new(
                    Written(method),
                    Short(member),
                    $"{Place(method, at)} {Written(method)} uses {Short(member)}: {why}. Write {held}"
                );
            }
        }
    }

    private static string Short(MethodReference member) => $"{member.DeclaringType.Name}.{member.Name}";

    // <>c.<Make>b__0 and <Run>d__4.MoveNext stand in Make and Run
    internal static string Written(MethodDefinition method)
    {
        var (type, name) = (method.DeclaringType, method.Name);
        while (type.Name.StartsWith('<') && type.DeclaringType is not null)
        {
            if (Inner(name) is null && Inner(type.Name) is { } outer)
                name = outer;
            type = type.DeclaringType;
        }

        return $"{type.Name}.{Inner(name) ?? name}";

        static string? Inner(string name) =>
            name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? name[1..end] : null;
    }

    internal static string Place(MethodDefinition method, Instruction at)
    {
        var point = method.DebugInformation.SequencePoints.LastOrDefault(point => point.Offset <= at.Offset && !point.IsHidden);
        return point is null
            ? method.FullName
            : $"{Path.GetRelativePath(Repository.Root, point.Document.Url).Replace('\\', '/')}:{point.StartLine}";
    }
}
