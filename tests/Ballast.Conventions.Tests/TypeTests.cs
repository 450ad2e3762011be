using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ballast.Conventions.Tests;

/// <summary>How types are built: every class is abstract or sealed, and namespaces have no levels.</summary>
public sealed class TypeTests
{
    private const int Default = 40; // bytes of compiled code: one line
    private static readonly Assembly[] Shipped =
    [
        typeof(Verdict).Assembly,
        typeof(StepGuard).Assembly,
        typeof(Ballast.Testing.FaultInjector).Assembly,
        typeof(Ballast.Lab.Scenario).Assembly,
        typeof(Ballast.Dashboard.DashboardServer).Assembly,
        typeof(Ballast.Cli.TrainConfig).Assembly,
    ];

    [Fact]
    public void Every_class_is_abstract_or_sealed() =>
        Convention.Holds(
            Written()
                .Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false })
                .Select(type => $"{type.FullName}: seal it, or make it abstract; wrap it to change it")
        );

    /// <summary>
    /// Whoever reads a method with a body has read what it does: a part that others fill in is abstract, an interface, or a function that
    /// is handed in. A default of nothing, of one value or of one other member is no work.
    /// </summary>
    [Fact]
    public void What_is_concrete_is_not_overridden() =>
        Convention.Holds(
            from type in Written()
            where type.Assembly != typeof(Ballast.Lab.Scenario).Assembly // scenarios vary each other
            from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where
                method.IsVirtual
                && !method.IsDefined(typeof(CompilerGeneratedAttribute), false)
                && Overridden(method) is { IsAbstract: false } other
                && other.GetMethodBody()!.GetILAsByteArray()!.Length > Default
            select $"{type.FullName}.{method.Name} overrides "
                + $"{Overridden(method)!.DeclaringType!.Name}.{method.Name}, which has a body of its own"
        );

    // the nearest method of ours that it takes the place of
    private static MethodInfo? Overridden(MethodInfo method)
    {
        if (method.GetBaseDefinition() == method)
            return null;
        for (var type = method.DeclaringType!.BaseType; type is not null; type = type.BaseType)
        {
            var found = type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .FirstOrDefault(it => it.Name == method.Name && it.GetBaseDefinition() == method.GetBaseDefinition());
            if (found is not null)
                return Shipped.Contains(type.Assembly) ? found : null;
        }

        return null;
    }

    [Fact]
    public void Namespaces_are_flat() =>
        Convention.Holds(
            Written()
                .Where(type =>
                    type.Namespace != (type.Assembly.GetName().Name is "Ballast.Core" ? "Ballast" : type.Assembly.GetName().Name)
                )
                .Select(type => $"{type.FullName} in {type.Assembly.GetName().Name}")
        );

    private static IEnumerable<Type> Written() => Shipped.SelectMany(assembly => assembly.GetTypes()).Where(type => !IsGenerated(type));

    // by the compiler or by a source generator, the type itself or what it stands in; top-level statements make a class Program
    private static bool IsGenerated(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal)
        || type is { Name: "Program", Namespace: null }
        || type.IsDefined(typeof(CompilerGeneratedAttribute), false)
        || type.IsDefined(typeof(GeneratedCodeAttribute), false)
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
