using Mono.Cecil;
using TorchSharp;

namespace Ballast.Conventions.Tests;

/// <summary>
/// TorchSharp hands native code bare handles: what nothing else holds may be collected while it is read. So nothing that ships hands over a
/// temporary, nor uses a member of TorchSharp that does.
/// </summary>
public sealed class TemporaryTests
{
    private static readonly string[] s_shipped =
    [
        .. new[]
        {
            typeof(Verdict),
            typeof(StepGuard),
            typeof(Ballast.Testing.FaultInjector),
            typeof(Ballast.Lab.Scenario),
            typeof(Ballast.Cli.TrainConfig),
        }.Select(type => type.Assembly.Location),
    ];
    private static readonly Lazy<LettingGo> s_torchSharp = new(() => new(typeof(torch).Assembly.Location));

    // where a place is right as it is, and why
    private static readonly Dictionary<(string Method, string Member), string> s_right = new()
    {
        [("HeldNumber.Held", "*")] = "KeptScalars refers to what is handed out",
        [("KeptScalars.*", "*")] = "it refers to what it hands out",
        [("HeldScript.RunFrom", "CompilationUnit.invoke")] = "every number is a Scalar by then, and held",
        [("OptimizerBench.TorchSharps", "optim.*")] = "runs where nothing is collected: NoCollection",
        [("StepBench.Run", "optim.AdamW")] = "runs where nothing is collected: NoCollection",
        [("EpochBench.One", "optim.AdamW")] = "runs where nothing is collected: NoCollection",
        [("*", "HeldAdagrad..ctor")] = "its state is made full of one number, once, before the first step",
    };

    [Fact]
    public void Nothing_that_ships_lets_go_of_what_native_code_reads()
    {
        Temporary[] found = [.. s_shipped.SelectMany(assembly => TemporaryScan.Of(Il.Read(assembly).Types(), s_torchSharp.Value))];
        Convention.Holds(found.Where(it => !s_right.Keys.Any(right => Covers(right, it))).Select(it => it.Text));
        Convention.Holds(
            s_right
                .Keys.Where(right => !found.Any(it => Covers(right, it)))
                .Select(right => $"{right.Method} no longer uses {right.Member}: take it off the list")
        );
    }

    [Fact]
    public void Members_that_let_go_are_found_in_TorchSharps_own_code() => Assert.InRange(s_torchSharp.Value.Count, 400, 2000);

    [Theory]
    [MemberData(nameof(Spellings), typeof(LetGo))]
    public void A_temporary_is_found(string method) => Assert.Contains(method, Found(typeof(LetGo)));

    [Theory]
    [MemberData(nameof(Spellings), typeof(Kept))]
    public void What_is_kept_is_no_temporary(string method) => Assert.DoesNotContain(method, Found(typeof(Kept)));

    public static TheoryData<string> Spellings(Type type) =>
        [
            .. type.GetMethods(
                    System.Reflection.BindingFlags.Static
                        | System.Reflection.BindingFlags.Public
                        | System.Reflection.BindingFlags.DeclaredOnly
                )
                .Select(method => method.Name),
        ];

    private static IEnumerable<string> Found(Type type) =>
        TemporaryScan
            .Of(Il.Read(type.Assembly.Location).Types().Where(it => IsWithin(it, type.Name)), s_torchSharp.Value)
            .Select(it => it.Method[(it.Method.IndexOf('.', StringComparison.Ordinal) + 1)..]);

    private static bool IsWithin(TypeDefinition type, string name) =>
        type.Name == name || (type.DeclaringType is { } outer && IsWithin(outer, name));

    private static bool Covers((string Method, string Member) right, Temporary it) =>
        Is(right.Method, it.Method) && Is(right.Member, it.Member);

    private static bool Is(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;
}
