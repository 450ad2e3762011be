using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Ballast.Conventions.Tests;

/// <summary>The table of the automatic policy's constants in docs/guard.md is made of what the code says of them.</summary>
public sealed partial class ConstantTests
{
    private const string Page = "docs/guard.md",
        Rows = "docs/auto-guard.md",
        Head = "| constant | value | unit | why | measured in [auto-guard.md](auto-guard.md) |\n| --- | --- | --- | --- | --- |\n",
        Accept = "BALLAST_ACCEPT_DOCS";

    private static readonly Type[] s_places =
    [
        .. new[] { "Ballast", "Ballast.Core" }
            .SelectMany(assembly => Assembly.Load(assembly).GetTypes())
            .Where(type => Fields(type).Any(field => Said(field) is not null))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    [Fact]
    public void The_table_is_what_the_code_says()
    {
        var page = Repository.Read(Page).ReplaceLineEndings("\n");
        var start = page.IndexOf(Head, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{Page} has no table that begins with {Head}");
        var end = page.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        var table = Head + string.Concat(s_places.SelectMany(Fields).Select(Row));
        if (Environment.GetEnvironmentVariable(Accept) == "1")
            File.WriteAllText(Path.Combine(Repository.Root, Page), page[..start] + table + page[end..]);
        Assert.True(
            Repository.Read(Page).ReplaceLineEndings("\n").Contains(table, StringComparison.Ordinal),
            $"The table of constants in {Page} is not what the code says. Run these tests once with {Accept}=1, which rewrites it."
        );
    }

    [Fact]
    public void Every_constant_of_these_classes_says_what_it_is_and_their_names_differ()
    {
        Assert.Equal(["GuardConstants", "RuleConstants", "SetupConstants"], s_places.Select(type => type.Name));
        var all = s_places.SelectMany(Fields).ToArray();
        Assert.All(all, field => Assert.True(Said(field) is not null, $"{field.DeclaringType!.Name}.{field.Name} has no [Constant]"));
        Assert.Equal(all.Length, all.Select(field => field.Name).Distinct().Count());
    }

    [Fact]
    public void A_row_that_is_named_exists()
    {
        var rows = Repository.Lines(Rows).Where(line => line.StartsWith('|')).ToArray();
        Convention.Holds(
            from field in s_places.SelectMany(Fields)
            let named = Named(field)
            where named.Length > 0 && !rows.Any(row => row.Contains(named, StringComparison.Ordinal))
            select $"{Rows} has no row with '{named}', which {field.Name} names"
        );
    }

    [Fact]
    public void The_heat_map_has_the_same_colours_on_a_page_and_on_a_terminal()
    {
        static string[] Colors(string file, string from, string to)
        {
            var text = Repository.Read(file);
            var start = text.IndexOf(from, StringComparison.Ordinal);
            var stops = text[start..text.IndexOf(to, start, StringComparison.Ordinal)];
            return [.. Triple().Matches(stops).Select(it => string.Join(' ', it.Groups.Values.Skip(1).Select(part => part.Value)))];
        }

        var page = Colors("src/Ballast.Dashboard/Page/look.js", "const stops = [", "none:");
        Assert.Equal(12, page.Length); // ten from dark to white, NaN, infinity
        var terminal = Colors("src/Ballast.Cli/Screens/HeatBlock.cs", "s_stops =", "];");
        var broken = Repository.Read("src/Ballast.Cli/Screens/HeatBlock.cs");
        Assert.Equal(page[..10], terminal);
        foreach (var color in page[10..])
            Assert.Contains($"({string.Join(", ", color.Split(' ').Select(part => $"(byte){part}"))})", broken, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"[(\[](\d+), (\d+), (\d+)[)\]]")]
    private static partial Regex Triple();

    private static string Row(FieldInfo field)
    {
        var said = Said(field)!.ConstructorArguments;
        var exact = Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)!;
        var value = exact.Length > 6 || exact.Contains('E') ? $"{field.GetRawConstantValue():g3}" : exact;
        return $"| {said[0].Value} | {value} | {said[1].Value} | {said[2].Value} | {Named(field)} |\n";
    }

    private static string Named(FieldInfo field) => Said(field)!.NamedArguments.FirstOrDefault().TypedValue.Value as string ?? "";

    private static FieldInfo[] Fields(Type type) =>
        [
            .. type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(field => field.IsLiteral && field.FieldType != typeof(string)),
        ];

    private static CustomAttributeData? Said(FieldInfo field) =>
        field.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == "ConstantAttribute");
}
