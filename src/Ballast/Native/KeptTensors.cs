using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Keeps every tensor that this thread makes until it is disposed of, and those it is given, and frees none of them. Libtorch is handed the
/// bare handle of a tensor, as of a number (<see cref="HeldScalars"/>): one that is only passed on to the next operation is nobody's by
/// then, and may be finalized while it is read. A dispose scope keeps what is made in it as well; so where the caller has one, this opens
/// none.
/// </summary>
/// <param name="given">What the caller may not hold himself.</param>
/// <param name="also">Another.</param>
internal sealed class KeptTensors(Tensor? given = null, Tensor? also = null) : IDisposable
{
    private readonly DisposeScope? _scope = Current(Manager(null)) is null ? NewDisposeScope() : null;

    public void Dispose()
    {
        GC.KeepAlive(given);
        GC.KeepAlive(also);
        if (_scope is null)
            return;
        _scope.Detach(_scope.DisposablesView); // hooks may hold on to any of them
        _scope.Dispose();
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "get_ThreadSingleton")]
    private static extern DisposeScopeManager Manager(DisposeScopeManager? _);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_CurrentDisposeScope")]
    private static extern DisposeScope? Current(DisposeScopeManager manager);
}
