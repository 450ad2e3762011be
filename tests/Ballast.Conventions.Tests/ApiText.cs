using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ballast.Conventions.Tests;

/// <summary>
/// What an assembly shows the outside, as C#-like text: types by name, members by kind (constructors, fields, properties, events, methods)
/// and name. What is overridden is named by its base, and what equality adds to a value says nothing: both are left out.
/// </summary>
internal static class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (var member in Members(type))
                text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string Head(Type type)
    {
        var isRecord = type.GetMethod("<Clone>$") is not null || (type.IsValueType && type.GetMethod("PrintMembers", Declared) is not null);
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute), false) ? "readonly struct" : "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var above =
            type.IsEnum || type.BaseType == typeof(ValueType)
                ? []
                : type.GetInterfaces()
                    .Except(type.BaseType?.GetInterfaces() ?? [])
                    .Where(it => !it.Name.StartsWith("IEquatable", StringComparison.Ordinal))
                    .Select(it => Name(it))
                    .Order(StringComparer.Ordinal)
                    .Prepend(type.BaseType is null || type.BaseType == typeof(object) ? "" : Name(type.BaseType))
                    .Where(name => name.Length > 0)
                    .ToArray();
        return $"{type.Namespace}.{Name(type)} "
            + $"({(isRecord ? "record, " : "")}{kind}){(above.Length > 0 ? " : " + string.Join(", ", above) : "")}";
    }

    private static IEnumerable<string> Members(Type type) =>
        type.IsEnum
            ? Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}")
            : type.GetConstructors(Declared)
                .Where(Shown)
                .Select(it => $"{Access(it)}new({Parameters(it)})")
                .Order(StringComparer.Ordinal)
                .Concat(
                    type.GetFields(Declared)
                        .Where(field => Shown(field.Attributes & FieldAttributes.FieldAccessMask))
                        .OrderBy(it => it.Name, StringComparer.Ordinal)
                        .Select(Field)
                )
                .Concat(
                    type.GetProperties(Declared)
                        .Where(it => it.GetAccessors(true).Any(Shown) && !IsPositional(type, it))
                        .OrderBy(it => it.Name, StringComparer.Ordinal)
                        .Select(Property)
                )
                .Concat(
                    type.GetEvents(Declared)
                        .Where(it => Shown(it.AddMethod!))
                        .OrderBy(it => it.Name, StringComparer.Ordinal)
                        .Select(it => $"event {Name(it.EventHandlerType!)} {it.Name}")
                )
                .Concat(
                    type.GetMethods(Declared)
                        .Where(it => Shown(it) && (!it.IsSpecialName || it.Name.StartsWith("op_", StringComparison.Ordinal)) && IsNews(it))
                        .OrderBy(it => it.Name, StringComparer.Ordinal)
                        .ThenBy(Parameters, StringComparer.Ordinal)
                        .Select(Method)
                );

    // the constructor of a record with positional parameters names their properties
    private static bool IsPositional(Type type, PropertyInfo property) =>
        type.GetMethod("Deconstruct") is { } parts
        && parts.GetParameters().Any(part => part.Name == property.Name)
        && property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;

    private static string Field(FieldInfo it) =>
        $"{(it.IsLiteral ? "const " : it.IsStatic ? "static " : "")}{(it.IsInitOnly ? "readonly " : "")}{Name(it.FieldType)} "
        + $"{it.Name}{(it.IsLiteral ? $" = {it.GetRawConstantValue()}" : "")}";

    private static string Property(PropertyInfo it)
    {
        var accessor = it.GetAccessors(true).First(Shown);
        var name = it.GetIndexParameters() is { Length: > 0 } index ? $"this[{string.Join(", ", index.Select(Parameter))}]" : it.Name;
        var set =
            it.SetMethod is { } setter && Shown(setter)
                ? setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
                    ? " init;"
                    : " set;"
                : "";
        var required = it.GetCustomAttributesData().Any(data => data.AttributeType.Name == "RequiredMemberAttribute") ? "required " : "";
        var mark = Nullability.Create(it).ReadState == NullabilityState.Nullable;
        return $"{Access(accessor)}{Kind(accessor)}{required}{Name(it.PropertyType, mark)} {name} "
            + $"{{{(it.GetMethod is { } getter && Shown(getter) ? " get;" : "")}{set} }}";
    }

    private static string Method(MethodInfo it)
    {
        var mark = it.ReturnType != typeof(void) && Nullability.Create(it.ReturnParameter).ReadState == NullabilityState.Nullable;
        var generic = it.IsGenericMethod ? $"<{string.Join(", ", it.GetGenericArguments().Select(argument => Name(argument)))}>" : "";
        return $"{Access(it)}{Kind(it)}{Name(it.ReturnType, mark)} {it.Name}{generic}({Parameters(it)})";
    }

    private static string Parameters(MethodBase it) => string.Join(", ", it.GetParameters().Select(Parameter));

    private static string Parameter(System.Reflection.ParameterInfo it)
    {
        var direction =
            it.IsOut ? "out "
            : it.ParameterType.IsByRef
                ? it.IsIn ? "in "
                    : "ref "
            : it.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : "";
        var mark = Nullability.Create(it).ReadState == NullabilityState.Nullable;
        return $"{direction}{Name(it.ParameterType, mark)} {it.Name}{(it.HasDefaultValue ? $" = {Value(it)}" : "")}";
    }

    private static string Value(System.Reflection.ParameterInfo it) =>
        it.DefaultValue switch
        {
            null => it.ParameterType.IsValueType ? "default" : "null",
            bool flag => flag ? "true" : "false",
            string words => $"\"{words}\"",
            var value when it.ParameterType.IsEnum => Enum.GetName(it.ParameterType, value)!,
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private static string Name(Type type) => Name(type, nullable: false);

    private static string Name(Type type, bool nullable)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!, nullable);
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        var mark = nullable && !type.IsValueType ? "?" : "";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword + mark;
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]" + mark;
        if (type.IsPointer)
            return Name(type.GetElementType()!) + "*";
        var own = type.Name.Split('`')[0];
        if (type.IsGenericType)
            own += $"<{string.Join(", ", type.GetGenericArguments().Select(it => Name(it)))}>";
        return (type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{own}" : own) + mark;
    }

    private static bool IsNews(MethodInfo it) =>
        it.GetBaseDefinition() == it && it.Name is not (nameof(Equals) or "op_Equality" or "op_Inequality");

    private static string Access(MethodBase it) => it.IsPublic ? "" : "protected ";

    private static string Kind(MethodInfo it) =>
        (it.IsStatic ? "static " : "")
        + (
            it.IsAbstract
                ? it.DeclaringType!.IsInterface && !it.IsStatic
                    ? ""
                    : "abstract "
                : it.GetBaseDefinition() != it
                    ? "override "
                    : it is { IsVirtual: true, IsFinal: false }
                        ? "virtual "
                        : ""
        );

    private static bool Shown(FieldAttributes access) =>
        access is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    // what the compiler adds to records, and what only the language can call, says nothing
    private static bool Shown(MethodBase it) =>
        (it.IsPublic || it.IsFamily || it.IsFamilyOrAssembly)
        && (
            !it.IsDefined(typeof(CompilerGeneratedAttribute)) || (it.IsSpecialName && !it.Name.StartsWith("op_", StringComparison.Ordinal))
        );
}
