using System.Diagnostics;
using Ballast;
using static TorchSharp.torch;

/// <summary>Ranks of which one meets a fault when it is about to average the gradients of a step.</summary>
internal sealed class StrikingCollective(ICollective world, string fault, int rank, int step) : ICollective
{
    private int _steps;

    public int Rank => world.Rank;

    public int Size => world.Size;

    public int LocalRank => world.LocalRank;

    public int LocalSize => world.LocalSize;

    public void AllReduce(Tensor values)
    {
        if (_steps++ == step && Rank == rank)
            Strike();
        world.AllReduce(values);
    }

    public IPendingSum Begin(Tensor values)
    {
        if (_steps++ == step && Rank == rank)
            Strike();
        return world.Begin(values);
    }

    public void AllReduce(Span<double> values) => world.AllReduce(values);

    public void Broadcast(Span<byte> bytes, int root = 0) => world.Broadcast(bytes, root);

    public void Barrier() => world.Barrier();

    public void Abort(int code, string why) => world.Abort(code, why);

    public void Dispose() => world.Dispose();

    private void Strike()
    {
        switch (fault)
        {
            case "kill":
                Process.GetCurrentProcess().Kill();
                break;
            case "hang":
                Thread.Sleep(Timeout.Infinite);
                break;
            case "throw":
                throw new InvalidOperationException("a fault of the user's own");
        }
    }
}
