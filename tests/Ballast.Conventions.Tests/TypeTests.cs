using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ballast.Conventions.Tests;

/// <summary>How types are built: every class is abstract or sealed, and namespaces have no levels.</summary>
public sealed class TypeTests
{
    private static readonly Assembly[] Shipped = [typeof(Verdict).Assembly, typeof(StepGuard).Assembly, typeof(Ballast.Testing.FaultInjector).Assembly, typeof(Ballast.Cli.TrainConfig).Assembly];

    [Fact]
    public void Every_class_is_abstract_or_sealed() =>
        Convention.Holds(Written().Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false }).Select(type => $"{type.FullName}: seal it, or make it abstract; wrap it to change it"));

    [Fact]
    public void Namespaces_are_flat() =>
        Convention.Holds(Written().Where(type => type.Namespace != (type.Assembly.GetName().Name is "Ballast.Core" ? "Ballast" : type.Assembly.GetName().Name))
            .Select(type => $"{type.FullName} in {type.Assembly.GetName().Name}"));

    private static IEnumerable<Type> Written() => Shipped.SelectMany(assembly => assembly.GetTypes()).Where(type => !IsGenerated(type));

    // by the compiler or by a source generator, the type itself or what it stands in; top-level statements make a class Program
    private static bool IsGenerated(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal) || type is { Name: "Program", Namespace: null }
        || type.IsDefined(typeof(CompilerGeneratedAttribute), false) || type.IsDefined(typeof(GeneratedCodeAttribute), false)
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
