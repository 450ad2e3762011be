using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string name) => Path.Combine(_folder, name);

    private static nn.Module<Tensor, Tensor> Mlp(params int[] hidden) => Models.Mlp([4], 2, new ModelOptions { Hidden = hidden, Seed = 5 });

    public static TheoryData<string> Kinds => ["sgd", "adamw", "foreign sgd", "foreign adam", "foreign rmsprop"];

    private static optim.Optimizer Make(string kind, nn.Module model) =>
        kind switch
        {
            "sgd" => Ballast.Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9),
            "adamw" => Ballast.Optimizers.AdamW(model.parameters(), 0.01),
            "foreign sgd" => optim.SGD(model.parameters(), 0.05, momentum: 0.9),
            "foreign adam" => optim.Adam(model.parameters(), 0.01),
            _ => optim.RMSProp(model.parameters(), 0.01, momentum: 0.9),
        };

    private static void Steps(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, StepGuard guard, Batches batches, int count)
    {
        for (var step = 0; step < count; step++)
        {
            foreach (var (x, y) in batches.Epoch().Take(1))
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                var loss = nn.functional.cross_entropy(model.call(nn.functional.dropout(x, 0.3)), y);
                guard.Backward(loss);
                guard.Step(loss);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_loop_of_ones_own_goes_on_to_the_same_bits(string kind)
    {
        var (x, y) = (randn(64, 4), randint(2, 64, dtype: ScalarType.Int64));
        string Train(bool resumed)
        {
            using var model = Mlp(8, 8);
            using var optimizer = Make(kind, model);
            using var guard = StepGuard.For(model, optimizer);
            using var batches = new Batches(x, y, 4, seed: 3);
            var checkpoint = new Checkpoint
            {
                Model = model,
                Optimizer = optimizer,
                Guard = guard,
                Parts = [batches],
            };
            if (resumed)
            {
                using (NewDisposeScope())
                    Assert.Equal(7, checkpoint.Load(File(kind)).Step); // what is loaded outlives the scope
            }
            else
            {
                random.manual_seed(9);
                Steps(model, optimizer, guard, batches, 7);
                checkpoint.Save(File(kind), 7);
            }

            Steps(model, optimizer, guard, batches, 6);
            return Convert.ToHexString([.. model.parameters().SelectMany(p => p.bytes.ToArray())]);
        }

        Assert.Equal(Train(false), Train(true));
    }

    [Fact]
    public void Another_architecture_is_refused_by_the_first_difference_and_nothing_is_touched()
    {
        using var model = Mlp(8, 8);
        using var other = Mlp(8, 6);
        Save(model, "mine");
        var before = other.parameters().First().bytes.ToArray();
        var fault = Assert.Throws<CheckpointException>(() => Checkpoint.LoadWeights(File("mine"), other));
        Assert.Contains(
            "where the checkpoint has linear2.weight Float32 [8, 8] the model has linear2.weight Float32 [6, 8]",
            fault.Message,
            StringComparison.Ordinal
        );
        Assert.False(fault.Damaged);
        Assert.Equal(before, other.parameters().First().bytes.ToArray());
        using var deeper = Mlp(8, 8, 8);
        Assert.Contains(
            "where the checkpoint has",
            Assert.Throws<CheckpointException>(() => Checkpoint.LoadWeights(File("mine"), deeper)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_optimizer_guard_or_set_of_parts_is_refused()
    {
        using var model = Mlp(8);
        Save(model, "mine");
        using var adam = Make("adamw", model);
        using var sgd = Make("sgd", model);
        using var guard = StepGuard.For(model, sgd);
        using var batches = new Batches(randn(8, 4), zeros(8, ScalarType.Int64), 4, seed: 1);
        Assert.Contains("with the optimizer Sgd", Refused(new() { Model = model, Optimizer = adam }), StringComparison.Ordinal);
        Assert.Contains(
            "without a guard",
            Refused(
                new()
                {
                    Model = model,
                    Optimizer = sgd,
                    Guard = guard,
                }
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "this training has [Batches]",
            Refused(
                new()
                {
                    Model = model,
                    Optimizer = sgd,
                    Parts = [batches],
                }
            ),
            StringComparison.Ordinal
        );

        string Refused(Checkpoint checkpoint) => Assert.Throws<CheckpointException>(() => checkpoint.Load(File("mine"))).Message;
    }

    [Fact]
    public void Every_cut_and_every_changed_byte_is_noticed()
    {
        using var model = Mlp(3);
        Save(model, "whole");
        var bytes = System.IO.File.ReadAllBytes(File("whole"));
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var broken = i % 2 == 0 ? bytes[..random.Next(bytes.Length)] : [.. bytes];
            if (i % 2 == 1)
                broken[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            System.IO.File.WriteAllBytes(File("broken"), broken);
            // a changed version number says that a newer version wrote it
            var fault = Assert.Throws<CheckpointException>(() => Checkpoint.LoadWeights(File("broken"), model));
            Assert.True(fault.Damaged || fault.Message.Contains("newer version", StringComparison.Ordinal), fault.Message);
        }
    }

    [Fact]
    public void A_full_disk_leaves_the_earlier_checkpoint_and_nothing_half_written()
    {
        using var model = Mlp(64, 64);
        using var optimizer = Make("sgd", model);
        var checkpoint = new Checkpoint { Model = model, Optimizer = optimizer };
        checkpoint.Save(File("it"), 1);
        var size = new FileInfo(File("it")).Length;
        for (var room = 0L; room < size; room += 1 + size / 10)
        {
            var left = room;
            Assert.Throws<IOException>(() => checkpoint.Save(File("it"), 2, null, path => new FullDisk(path, left)));
            Assert.Equal(1, Checkpoint.Read(File("it")).Step);
            Assert.Equal([File("it")], Directory.GetFiles(_folder));
        }
    }

    private void Save(nn.Module model, string name)
    {
        using var optimizer = Make("sgd", model);
        new Checkpoint { Model = model, Optimizer = optimizer }.Save(File(name), 3);
    }

    /// <summary>A file that has room for so many bytes.</summary>
    private sealed class FullDisk(string path, long room) : Stream
    {
        private readonly FileStream _file = new(path, FileMode.CreateNew);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _file.Length;

        public override long Position
        {
            get => _file.Position;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            var fits = (int)Math.Min(count, room - _file.Position);
            _file.Write(buffer, offset, fits);
            if (fits < count)
                throw new IOException("No space left on device");
        }

        public override void Flush() => _file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _file.Dispose();
            base.Dispose(disposing);
        }
    }
}
