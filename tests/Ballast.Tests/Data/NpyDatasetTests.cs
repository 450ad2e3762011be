using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[KeepsTensors]
public sealed class NpyDatasetTests : IDisposable
{
    private readonly Temporary _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private string Error(Func<Dataset> load) => Assert.Throws<DatasetException>(load).Message.Replace(_temporary.Folder, "", StringComparison.Ordinal);

    private string Npz(Tensor x, Tensor y) => _temporary.Bytes("s.npz", Temporary.Npz(("x", Temporary.Npy(x)), ("y", Temporary.Npy(y))));

    [Fact]
    public void Integer_targets_are_labels_and_other_targets_are_values()
    {
        using var labels = Datasets.Npz(Npz(randn(20, 3), arange(20) % 4));
        Assert.Equal((4, 16L, 4L), (labels.Classes, labels.Train.Count, labels.Test.Count));
        using var values = Datasets.Npz(Npz(randn(20, 5, 3), randn(20, dtype: ScalarType.Float64)));
        Assert.Equal((0, ScalarType.Float32), (values.Classes, values.TrainY.dtype));
        Assert.Equal([16, 1], values.TrainY.shape);
        using var forced = Datasets.Npz(Npz(randn(20), arange(20)), task: LearningTask.Regression);
        Assert.Equal([16, 1], forced.TrainX.shape);
        Assert.Equal([1], forced.TargetShape);
    }

    [Fact]
    public void Bytes_are_pixels_and_sequences_of_integers_are_symbols()
    {
        using var pixels = Datasets.Npz(Npz(full([20, 1, 4, 4], 255, ScalarType.Byte), arange(20) % 2), options: new() { Normalize = Normalization.Unit });
        Assert.Equal(1, pixels.TrainX.min().item<float>());
        using var symbols = Datasets.Npz(Npz(arange(60).view(20, 3) % 5, arange(60).view(20, 3) % 5));
        Assert.Equal((ScalarType.Int64, 5), (symbols.TrainX.dtype, symbols.Classes));
        Assert.Equal([3], symbols.TargetShape);
    }

    [Fact]
    public void Two_files_are_as_good_as_one_archive()
    {
        var (x, y) = (randn(20, 3), arange(20) % 2);
        using var data = Datasets.Npy(_temporary.Bytes("x.npy", Temporary.Npy(x)), _temporary.Bytes("y.npy", Temporary.Npy(y)), options: new() { Normalize = Normalization.None });
        using var same = Datasets.Npz(Npz(x, y), options: new() { Normalize = Normalization.None });
        Assert.Equal(same.TrainX.bytes.ToArray(), data.TrainX.bytes.ToArray());
    }

    [Fact]
    public void Fortran_order_is_turned_round()
    {
        // [[1, 2, 3], [4, 5, 6]] column by column
        var bytes = Temporary.Npy("<i2", "(2, 3)", [1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6, 0], fortran: true);
        var array = NpyArray.Read(new MemoryStream(bytes), "x");
        Assert.Equal([2, 3], array.shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], array.data<short>().ToArray());
    }

    public static TheoryData<byte[], string> Bad => new()
    {
        { [], "x is not an npy array: it does not start with \\x93NUMPY. Save it with numpy.save or numpy.savez." },
        { Temporary.Npy("<f4", "(2,)", [0, 0, 0, 0, 0]), "x is truncated: its header promises 2 values of '<f4', 8 bytes; it holds 5. Save it again." },
        { Temporary.Npy("<f4", "(1,)", [0, 0, 0, 0, 0]), "x is damaged: it holds more than the 1 values that its header promises. Save it again with numpy.save or numpy.savez." },
        { Temporary.Npy("<f4", "(0, 3)", []), "x has the impossible shape (0, 3): each of at most 16 dimensions must be at least 1." },
        { Temporary.Npy("<f4", "(-1,)", []), "x has the impossible shape (-1,): each of at most 16 dimensions must be at least 1." },
        { Temporary.Npy("<f4", "()", [0, 0, 0, 0]), "x is a single number; an array of samples is needed." },
        { Temporary.Npy("<f4", "(9999999, 99999999)", []), "x is said to be 9999999 x 99999999 of '<f4', which is more than 2 GB. Split it, or use a smaller type." },
        { Temporary.Npy(">f4", "(1,)", [0, 0, 0, 0]), "x holds the type '>f4', which is not read. Save it as one of f2, f4, f8, b1, u1, i1, i2, i4, i8 (little-endian), for instance with array.astype('<f4')." },
        { Temporary.Npy("|O", "(1,)", [0]), "x is damaged: its header names no type. Save it again with numpy.save or numpy.savez." },
    };

    [Theory, MemberData(nameof(Bad))]
    public void Says_what_is_wrong_with_an_array(byte[] bytes, string message) =>
        Assert.Equal(message, Assert.Throws<DatasetException>(() => NpyArray.Read(new MemoryStream(bytes), "x")).Message);

    [Fact]
    public void Says_what_is_wrong_with_an_archive()
    {
        Assert.Equal("/s.npz has no array 'X'. Did you mean 'x'? It has x, y.", Error(() => Datasets.Npz(Npz(randn(20, 2), arange(20)), inputs: "X")));
        Assert.Equal("/s.npz, array 'x' holds 20 samples and /s.npz, array 'y' holds 19: as many targets as inputs are needed.", Error(() => Datasets.Npz(Npz(randn(20, 2), arange(19)))));
        Assert.Equal("/s.npz, array 'y' holds Float32 values; labels for classification must be integers. Convert it with astype('int64'), or choose task: regression.",
            Error(() => Datasets.Npz(Npz(randn(20, 2), randn(20)), task: LearningTask.Classification)));
        Assert.StartsWith("/s.npz, array 'y': the label of sample 3 (counted from 0) is -1; labels run from 0", Error(() => Datasets.Npz(Npz(randn(20, 2), where(arange(20).eq(3), -1, 0).to(ScalarType.Int64)))));
        var file = Npz(randn(20, 2), arange(20));
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..100]);
        Assert.StartsWith("/s.npz is damaged: ", Error(() => Datasets.Npz(file)));
    }

    [Fact]
    public void A_value_that_is_not_finite_is_found()
    {
        var x = zeros(20, 2);
        x[13, 1] = float.NaN;
        Assert.Contains("holds NaN at [1]. Correct the sample or leave it out", Error(() => Datasets.Npz(Npz(x, arange(20) % 2))));
        Assert.Contains("the target of sample", Error(() => Datasets.Npz(Npz(zeros(20, 2), full(20, float.PositiveInfinity)))));
    }
}
