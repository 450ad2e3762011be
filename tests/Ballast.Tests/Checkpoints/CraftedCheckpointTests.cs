using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Files whose checksum is right and whose content is not: what reaches libtorch unchecked would end the process.</summary>
[TensorTests]
public sealed class CraftedCheckpointTests : IDisposable
{
    private const int GeneratorBytes = 5056; // of libtorch's CPU generator; a bool follows it, at the end
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-").FullName;
    private readonly nn.Module<Tensor, Tensor> _model = Models.Mlp([4], 2, new ModelOptions { Hidden = [3] });
    private readonly FusedOptimizer _optimizer;

    public CraftedCheckpointTests() => _optimizer = Ballast.Optimizers.SGD(_model.parameters(), 0.1, momentum: 0.9);

    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Checkpoint Checkpoint =>
        new()
        {
            Model = _model,
            Optimizer = _optimizer,
            Parts = [new Part()],
        };

    private string Refused(Func<byte[], byte[]> craft)
    {
        var file = Path.Combine(_folder, "c.ckpt");
        Checkpoint.Save(file, step: 7);
        var body = craft(File.ReadAllBytes(file)[..^SHA256.HashSizeInBytes]);
        File.WriteAllBytes(file, [.. body, .. SHA256.HashData(body)]);
        using var random = get_rng_state();
        var before = random.bytes.ToArray();
        var message = Assert.Throws<CheckpointException>(() => Checkpoint.Load(file)).Message;
        using var after = get_rng_state();
        Assert.Equal(before, after.bytes.ToArray());
        return message;
    }

    [Fact]
    public void A_generator_of_another_libtorch_is_refused() =>
        Assert.Contains(
            "the state of the random generator has 5048 bytes, but that of this libtorch has 5056",
            Refused(body =>
                [
                    .. body[..^(GeneratorBytes + 5)],
                    .. BitConverter.GetBytes(GeneratorBytes - 8),
                    .. body[^(GeneratorBytes + 1)..^9],
                    body[^1],
                ]
            ),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(8, 0)] // left
    [InlineData(8, 625)]
    [InlineData(8, -1)]
    [InlineData(12, 0)] // seeded
    [InlineData(16, 625)] // next
    [InlineData(20, 1)] // its upper half
    public void A_generator_in_an_impossible_state_is_refused(int at, int value) =>
        Assert.Contains(
            "the state of the random generator is impossible",
            Refused(body =>
            {
                BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(body.Length - 1 - GeneratorBytes + at), value);
                return body;
            }),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void A_part_that_says_to_be_longer_than_the_file_is_refused(int length) =>
        Assert.Contains(
            $"a part of {length} bytes is announced",
            Refused(body =>
            {
                // before the generator (4 bytes of length) stands the only part: its length and two bytes
                BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(body.Length - 1 - GeneratorBytes - 4 - Part.Bytes - 4), length);
                return body;
            }),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("\"Tensors\":", "\"Tensorz\":", "its header does not say what it is of")]
    [InlineData("\"Facts\":{}", "\"Facts\":7 ", "is damaged")]
    [InlineData("\"Parts\":[\"Part\"]", "\"Parts\":null    ", "its header does not say what it is of")]
    [InlineData("\"Step\":7", "\"Step\":-", "is damaged")]
    [InlineData("\"Name\":\"input.mean\"", "\"Name\":null        ", "its header does not say what it is of")]
    public void A_header_that_lacks_something_is_refused(string part, string instead, string message) =>
        Assert.Contains(
            message,
            Refused(body =>
            {
                var at = body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(part));
                Assert.True(at > 0 && part.Length == instead.Length, part);
                Encoding.UTF8.GetBytes(instead).CopyTo(body.AsSpan(at));
                return body;
            }),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_file_that_ends_before_its_state_does_is_refused() => Assert.NotEmpty(Refused(body => body[..^(GeneratorBytes + 5)]));

    private sealed class Part : ICheckpointed
    {
        public const int Bytes = 2;

        public void Save(BinaryWriter writer) => writer.Write((short)3);

        public void Load(BinaryReader reader) => reader.ReadInt16();
    }
}
