using System.Reflection;
using System.Text;
using TorchSharp;
using Xunit.Sdk;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>
/// Around every test of a class: a dispose scope, since a temporary tensor that nothing holds may be finalized while the native
/// call that was given its handle is still running; and a seed, so that a test is what it was yesterday. <c>BALLAST_TEST_SEED=n</c>
/// gives every test other numbers: what holds for one seed only is a finding.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TensorTestsAttribute : BeforeAfterTestAttribute
{
    private static readonly string Sweep = Environment.GetEnvironmentVariable("BALLAST_TEST_SEED") ?? "";

    private DisposeScope? _scope;

    public override void Before(MethodInfo methodUnderTest)
    {
        manual_seed(SeedOf($"{methodUnderTest.DeclaringType}.{methodUnderTest.Name} {Sweep}"));
        _scope = NewDisposeScope();
    }

    public override void After(MethodInfo methodUnderTest) => _scope?.Dispose();

    // FNV-1a: string.GetHashCode differs from one process to the next
    private static long SeedOf(string text) => Encoding.UTF8.GetBytes(text).Aggregate(2166136261u, (hash, it) => (hash ^ it) * 16777619u);
}
