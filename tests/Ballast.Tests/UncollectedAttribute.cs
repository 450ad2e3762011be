using System.Reflection;
using System.Runtime;
using Xunit.Sdk;

namespace Ballast.Tests;

/// <summary>
/// No collection while such a test runs (unless it allocates more than 200 MB). For tests that step TorchSharp's own optimizers: these
/// pass numbers that a collection frees under the native call's feet, which is what <c>docs/temporaries.md</c> is about and nothing of
/// ours.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UncollectedAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest) => GC.TryStartNoGCRegion(200L << 20);

    public override void After(MethodInfo methodUnderTest)
    {
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            GC.EndNoGCRegion();
    }
}
