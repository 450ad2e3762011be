using System.Runtime;

namespace Ballast.Cli;

/// <summary>
/// No collection until it is disposed of, as long as what is allocated fits. TorchSharp's own optimizers let go of numbers that libtorch
/// still reads, and a collection at that moment ends the bench.
/// </summary>
internal sealed class NoCollection : IDisposable
{
    private const long Room = 200L << 20;

    private readonly bool _begun = GC.TryStartNoGCRegion(Room);

    public void Dispose()
    {
        if (_begun && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            GC.EndNoGCRegion();
    }
}
