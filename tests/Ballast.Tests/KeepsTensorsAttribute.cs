using System.Reflection;
using TorchSharp;
using Xunit.Sdk;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>
/// Opens a dispose scope around every test of a class. A temporary tensor that nothing holds may be finalized while the native
/// call that was given its handle is still running; a scope holds it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class KeepsTensorsAttribute : BeforeAfterTestAttribute
{
    private DisposeScope? _scope;

    public override void Before(MethodInfo methodUnderTest) => _scope = NewDisposeScope();

    public override void After(MethodInfo methodUnderTest) => _scope?.Dispose();
}
