using System.Runtime.InteropServices;

namespace Ballast;

/// <summary>Native memory that is kept between uses and only grows, aligned to a cache line.</summary>
internal sealed unsafe class Scratch
{
    private nuint _bytes;

    ~Scratch() => NativeMemory.AlignedFree(At);

    public void* At { get; private set; }

    public void Reserve(long bytes)
    {
        if ((nuint)bytes <= _bytes)
            return;
        NativeMemory.AlignedFree(At);
        At = null;
        _bytes = 0;
        At = NativeMemory.AlignedAlloc((nuint)bytes, 64);
        _bytes = (nuint)bytes;
    }
}
