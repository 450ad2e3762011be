using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Ballast.Conventions.Tests;

/// <summary>Compiled code as the tests read it.</summary>
internal static class Il
{
    /// <summary>The code of an assembly with the lines of its source; what it refers to is looked up in its folder.</summary>
    public static ModuleDefinition Read(string assembly, bool lines = true)
    {
        var resolver = new DefaultAssemblyResolver();
        foreach (var known in resolver.GetSearchDirectories())
            resolver.RemoveSearchDirectory(known);
        resolver.AddSearchDirectory(Path.GetDirectoryName(assembly));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        return ModuleDefinition.ReadModule(assembly, new ReaderParameters { AssemblyResolver = resolver, ReadSymbols = lines });
    }

    /// <summary>Every type, those within types too: lambdas, iterators and local functions are methods of such.</summary>
    public static IEnumerable<TypeDefinition> Types(this ModuleDefinition module) => module.Types.SelectMany(WithNested);

    public static IEnumerable<MethodDefinition> Bodies(this IEnumerable<TypeDefinition> types) =>
        types.SelectMany(type => type.Methods).Where(method => method.HasBody);

    /// <summary>Every method that a method calls, makes an object with, or makes a delegate of.</summary>
    public static IEnumerable<(Instruction At, MethodReference Member)> Uses(this MethodDefinition method) =>
        method
            .Body.Instructions.Where(instruction => instruction.Operand is MethodReference)
            .Select(instruction => (instruction, (MethodReference)instruction.Operand));

    /// <summary>The type with its bases, most derived first.</summary>
    public static IEnumerable<TypeDefinition> Line(this TypeDefinition type)
    {
        for (var at = type; at is not null; at = at.BaseType?.Resolve())
            yield return at;
    }

    /// <summary>What a call returns, type arguments put in.</summary>
    public static TypeReference Result(this MethodReference member) =>
        member.Name == ".ctor"
            ? member.DeclaringType
            : member.ReturnType switch
            {
                GenericParameter { Type: GenericParameterType.Method } it when member is GenericInstanceMethod method =>
                    method.GenericArguments[it.Position],
                GenericParameter { Type: GenericParameterType.Type } it when member.DeclaringType is GenericInstanceType type =>
                    type.GenericArguments[it.Position],
                var plain => plain,
            };

    /// <summary>The instruction that runs next, whatever lies between.</summary>
    public static Instruction Following(this Instruction instruction)
    {
        var next = instruction.Next;
        while (next.OpCode.Code is Code.Nop or Code.Br or Code.Br_S)
            next = next.OpCode.Code == Code.Nop ? next.Next : (Instruction)next.Operand;
        return next;
    }

    /// <summary>How many values an instruction takes from the stack, and how many it puts there.</summary>
    public static (int Takes, int Gives) Stack(this Instruction at)
    {
        if (at.Operand is MethodReference method && at.OpCode.FlowControl == FlowControl.Call)
        {
            var made = at.OpCode.Code == Code.Newobj;
            return (
                method.Parameters.Count + (method.HasThis && !made ? 1 : 0),
                made || method.ReturnType.FullName != "System.Void" ? 1 : 0
            );
        }

        return (Count(at.OpCode.StackBehaviourPop.ToString(), "Pop"), Count(at.OpCode.StackBehaviourPush.ToString(), "Push"));

        // Pop1_pop1, Popref_popi_popi, Push1_push1: so many words, but Pop0 and Push0
        static int Count(string words, string word) =>
            words is "Pop0" or "Push0" or "Varpop" or "Varpush" ? 0
            : words == "PopAll" ? int.MaxValue
            : words.Split('_').Length;
    }

    /// <summary>The variable that an instruction stores to, if it does.</summary>
    public static VariableDefinition? Stored(this MethodBody body, Instruction at) =>
        at.OpCode.Code switch
        {
            Code.Stloc_0 => body.Variables[0],
            Code.Stloc_1 => body.Variables[1],
            Code.Stloc_2 => body.Variables[2],
            Code.Stloc_3 => body.Variables[3],
            Code.Stloc or Code.Stloc_S => (VariableDefinition)at.Operand,
            _ => null,
        };

    /// <summary>The variable that an instruction loads, if it does.</summary>
    public static VariableDefinition? Loaded(this MethodBody body, Instruction at) =>
        at.OpCode.Code switch
        {
            Code.Ldloc_0 => body.Variables[0],
            Code.Ldloc_1 => body.Variables[1],
            Code.Ldloc_2 => body.Variables[2],
            Code.Ldloc_3 => body.Variables[3],
            Code.Ldloc or Code.Ldloc_S => (VariableDefinition)at.Operand,
            _ => null,
        };

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);
}
