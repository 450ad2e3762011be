namespace Ballast;

/// <summary>A stretch of one tensor, and how many values its wave has before it.</summary>
internal readonly record struct Chunk(int Tensor, long Start, int Length, long InWave);

/// <summary>
/// Cuts a list of tensors into chunks of fixed size, so that sums do not depend on the number of threads; neighbouring chunks
/// into blocks, the unit of work (many small tensors share one); and whole tensors into waves that fit the last-level cache, so
/// that the second phase of a capped update finds weights and change where the first left them.
/// </summary>
internal sealed class ChunkPlan
{
    public const int ChunkSize = 1 << 14;
    public const int BlockSize = 1 << 14;
    public const int WaveSize = 1 << 20;

    private readonly int[] _blockStarts; // index of each block's first chunk, and one past the last

    public ChunkPlan(IReadOnlyList<long> counts)
    {
        var (chunks, blocks, waves, firsts) = (new List<Chunk>(), new List<int> { 0 }, new List<Wave>(), new List<int> { 0 });
        long inBlock = 0,
            inWave = 0,
            longest = 0;
        int waveBlock = 0,
            waveTensor = 0;
        for (var tensor = 0; tensor < counts.Count; tensor++)
        {
            for (long start = 0; start < counts[tensor]; start += ChunkSize)
            {
                var length = (int)Math.Min(ChunkSize, counts[tensor] - start);
                if (inBlock > 0 && inBlock + length > BlockSize)
                    CloseBlock();
                chunks.Add(new(tensor, start, length, inWave));
                (inBlock, inWave) = (inBlock + length, inWave + length);
            }

            firsts.Add(chunks.Count);
            if (inWave >= WaveSize || tensor == counts.Count - 1)
            {
                if (inBlock > 0)
                    CloseBlock();
                longest = Math.Max(longest, inWave);
                waves.Add(new(waveBlock, blocks.Count - 1, waveTensor, tensor + 1));
                (inWave, waveBlock, waveTensor) = (0, blocks.Count - 1, tensor + 1);
            }
        }

        (Chunks, _blockStarts, Waves, FirstChunk, LongestWave) = ([.. chunks], [.. blocks], [.. waves], [.. firsts], longest);

        void CloseBlock()
        {
            blocks.Add(chunks.Count);
            inBlock = 0;
        }
    }

    public Chunk[] Chunks { get; }

    /// <summary>Index of each tensor's first chunk, and one past the last.</summary>
    public int[] FirstChunk { get; }

    public Wave[] Waves { get; }

    /// <summary>Values in the longest wave.</summary>
    public long LongestWave { get; }

    public int Blocks => _blockStarts.Length - 1;

    public (int First, int End) ChunksOf(int block) => (_blockStarts[block], _blockStarts[block + 1]);
}

/// <summary>A run of blocks that covers whole tensors.</summary>
internal readonly record struct Wave(int FirstBlock, int EndBlock, int FirstTensor, int EndTensor);
