using Ballast.Reference;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class AugmentationTests
{
    [Fact]
    public void Agrees_with_the_slow_twin() =>
        Gen.Select(Gen.Int[0, 3], Gen.Bool, Gen.Int[0, 5], Gen.Int[1, 7], Gen.Int[1, 7], Gen.Long)
            .Sample(
                (crop, flip, cutout, rows, columns, seed) =>
                {
                    using var scope = NewDisposeScope();
                    var it = new Augmentation(crop, flip, cutout);
                    var x = arange(1, (5 * 2 * rows * columns) + 1, ScalarType.Float32).view(5, 2, rows, columns);
                    using var generator = new Generator((ulong)seed);
                    var draw = Augmentation.Draw.Of(it, x.shape, generator);
                    var fast = it.Change(x, draw).contiguous();
                    for (var n = 0; n < 5; n++)
                    {
                        for (var c = 0; c < 2; c++)
                        {
                            var slow = SlowAugmentation.Change(
                                Image(x, n, c),
                                crop,
                                At(draw.Top, n),
                                At(draw.Left, n),
                                draw.Flipped[n].item<bool>(),
                                cutout,
                                At(draw.HoleRow, n),
                                At(draw.HoleColumn, n)
                            );
                            Assert.Equal(slow.Cast<float>(), Image(fast, n, c).Cast<float>());
                        }
                    }
                },
                iter: 60
            );

    [Fact]
    public void Every_draw_comes_up()
    {
        using var generator = new Generator(1);
        var draw = Augmentation.Draw.Of(new(Crop: 2, Flip: true, Cutout: 3), [2000, 1, 4, 4], generator);
        Assert.Equal([0, 1, 2, 3, 4], draw.Top.data<long>().ToArray().Distinct().Order());
        Assert.InRange(draw.Flipped.to(ScalarType.Float32).mean().item<float>(), 0.45, 0.55);
        Assert.Equal([-1, 0, 1, 2], draw.HoleRow.data<long>().ToArray().Distinct().Order());
    }

    [Fact]
    public void A_batch_depends_on_its_position_alone_and_the_data_stay_as_they_are()
    {
        var x = randn(8, 3, 6, 6);
        var before = x.bytes.ToArray();
        var it = new Augmentation(2, true, 2);
        var batch = it.Apply(x, new(1, 2, 3));
        Assert.Equal(batch.bytes.ToArray(), it.Apply(x, new(1, 2, 3)).bytes.ToArray());
        foreach (var other in new BatchPosition[] { new(2, 2, 3), new(1, 3, 3), new(1, 2, 4) })
            Assert.NotEqual(batch.bytes.ToArray(), it.Apply(x, other).bytes.ToArray());
        Assert.Equal(before, x.bytes.ToArray());
        Assert.Throws<ArgumentException>(() => it.Apply(randn(4, 5), default));
        Assert.Throws<ArgumentException>(() => new Batches(randn(4, 5), arange(4), 2, 1, augmentation: it));
    }

    [Fact]
    public void Saved_and_loaded_batches_show_the_same_pictures() =>
        Gen.Select(Gen.Int[1, 12], Gen.Long)
            .Sample(
                (steps, seed) =>
                {
                    using var scope = NewDisposeScope();
                    var (x, y) = (arange(20 * 16, ScalarType.Float32).view(20, 1, 4, 4), arange(20));
                    using var batches = new Batches(x, y, 4, seed, augmentation: new(1, true, 2));
                    using var memory = new MemoryStream();
                    var seen = new List<byte[]>();
                    for (var taken = 0; taken < steps + 6; )
                        foreach (var (image, _) in batches.Epoch())
                        {
                            if (taken >= steps)
                                seen.Add(image.contiguous().bytes.ToArray());
                            if (++taken == steps)
                                batches.Save(new BinaryWriter(memory));
                        }

                    using var again = new Batches(x, y, 4, seed: ~seed, augmentation: new(1, true, 2));
                    memory.Position = 0;
                    again.Load(new BinaryReader(memory));
                    var replayed = new List<byte[]>();
                    while (replayed.Count < seen.Count)
                        replayed.AddRange(again.Epoch().Select(batch => batch.x.contiguous().bytes.ToArray()));
                    Assert.Equal(seen, replayed[..seen.Count]);
                    Assert.Equal(again.Peek(1)[0].x.bytes.ToArray(), again.Peek(1)[0].x.bytes.ToArray());
                },
                iter: 20
            );

    private static int At(Tensor draw, int n) => (int)draw[n].item<long>();

    private static float[,] Image(Tensor x, int n, int c)
    {
        var image = new float[x.shape[2], x.shape[3]];
        for (var r = 0; r < image.GetLength(0); r++)
        for (var k = 0; k < image.GetLength(1); k++)
            image[r, k] = x[n, c, r, k].item<float>();
        return image;
    }
}
