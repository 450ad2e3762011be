using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class NpyDatasetTests : IDisposable
{
    private readonly Temporary _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private string Error(Func<Dataset> load) =>
        Assert.Throws<DatasetException>(load).Message.Replace(_temporary.Folder, "", StringComparison.Ordinal);

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
        using var pixels = Datasets.Npz(
            Npz(full([20, 1, 4, 4], 255, ScalarType.Byte), arange(20) % 2),
            options: new() { Normalize = Normalization.Unit }
        );
        Assert.Equal(1, pixels.TrainX.min().item<float>());
        using var symbols = Datasets.Npz(Npz(arange(60).view(20, 3) % 5, arange(60).view(20, 3) % 5));
        Assert.Equal((ScalarType.Int64, 5), (symbols.TrainX.dtype, symbols.Classes));
        Assert.Equal([3], symbols.TargetShape);
    }

    [Fact]
    public void Two_files_are_as_good_as_one_archive()
    {
        var (x, y) = (randn(20, 3), arange(20) % 2);
        using var data = Datasets.Npy(
            _temporary.Bytes("x.npy", Temporary.Npy(x)),
            _temporary.Bytes("y.npy", Temporary.Npy(y)),
            options: new() { Normalize = Normalization.None }
        );
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

    public static TheoryData<byte[], string> Bad =>
        new()
        {
            { [], "x is not an npy array: it does not start with \\x93NUMPY. Save it with numpy.save or numpy.savez." },
            {
                Temporary.Npy("<f4", "(2,)", [0, 0, 0, 0, 0]),
                "x is truncated: its header promises 2 values of '<f4', 8 bytes; it holds 5. Save it again."
            },
            {
                Temporary.Npy("<f4", "(1,)", [0, 0, 0, 0, 0]),
                "x is damaged: it holds more than the 1 values that its header promises. Save it again with numpy.save or numpy.savez."
            },
            { Temporary.Npy("<f4", "(0, 3)", []), "x has the impossible shape (0, 3): each of at most 16 dimensions must be at least 1." },
            { Temporary.Npy("<f4", "(-1,)", []), "x has the impossible shape (-1,): each of at most 16 dimensions must be at least 1." },
            { Temporary.Npy("<f4", "()", [0, 0, 0, 0]), "x is a single number; an array of samples is needed." },
            {
                Temporary.Npy("<f4", "(9999999, 99999999)", []),
                "x is said to be 9999999 x 99999999 of '<f4', which is more than 2 GB. Split it, or use a smaller type."
            },
            {
                Temporary.Npy(">f4", "(1,)", [0, 0, 0, 0]),
                "x holds the type '>f4', which is not read. Save it as one of f2, f4, f8, b1, u1, i1, i2, i4, i8 (little-endian), "
                    + "for instance with array.astype('<f4')."
            },
            { Temporary.Npy("|O", "(1,)", [0]), "x is damaged: its header names no type. Save it again with numpy.save or numpy.savez." },
        };

    [Theory, MemberData(nameof(Bad))]
    public void Says_what_is_wrong_with_an_array(byte[] bytes, string message) =>
        Assert.Equal(message, Assert.Throws<DatasetException>(() => NpyArray.Read(new MemoryStream(bytes), "x")).Message);

    [Fact]
    public void Says_what_is_wrong_with_an_archive()
    {
        Assert.Equal(
            "/s.npz has no array 'X'. Did you mean 'x'? It has x, y.",
            Error(() => Datasets.Npz(Npz(randn(20, 2), arange(20)), inputs: "X"))
        );
        Assert.Equal(
            "/s.npz, array 'x' holds 20 samples and /s.npz, array 'y' holds 19: as many targets as inputs are needed.",
            Error(() => Datasets.Npz(Npz(randn(20, 2), arange(19))))
        );
        Assert.Equal(
            "/s.npz, array 'y' holds Float32 values; labels for classification must be integers. "
                + "Convert it with astype('int64'), or choose task: regression.",
            Error(() => Datasets.Npz(Npz(randn(20, 2), randn(20)), task: LearningTask.Classification))
        );
        Assert.StartsWith(
            "/s.npz, array 'y': the label of sample 3 (counted from 0) is -1; labels run from 0",
            Error(() => Datasets.Npz(Npz(randn(20, 2), where(arange(20).eq(3), -1, 0).to(ScalarType.Int64))))
        );
        var file = Npz(randn(20, 2), arange(20));
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..100]);
        Assert.StartsWith("/s.npz is damaged: ", Error(() => Datasets.Npz(file)));
    }

    [Fact]
    public void A_value_that_is_not_finite_is_named_by_its_sample_in_the_file()
    {
        var x = zeros(20, 2, dtype: ScalarType.Float64);
        x[13, 1] = double.NaN;
        Assert.Equal(
            "/s.npz, array 'x': the input of sample 13 (counted from 0) holds NaN at [1]. Correct the sample or leave it out: "
                + "nothing can be learned from a value that is not finite.",
            Error(() => Datasets.Npz(Npz(x, arange(20) % 2)))
        );
        x[13, 1] = double.NegativeInfinity;
        Assert.StartsWith(
            "/s.npz, array 'x': the input of sample 13 (counted from 0) holds minus infinity at [1].",
            Error(() => Datasets.Npz(Npz(x, arange(20) % 2)))
        );
        x[13, 1] = 1e300;
        Assert.StartsWith(
            "/s.npz, array 'x': the input of sample 13 (counted from 0) holds 1E+300, more than float32 can be, at [1].",
            Error(() => Datasets.Npz(Npz(x, arange(20) % 2)))
        );
        var y = zeros(20);
        y[7] = float.PositiveInfinity;
        Assert.StartsWith(
            "/s.npz, array 'y': the target of sample 7 (counted from 0) holds infinity.",
            Error(() => Datasets.Npz(Npz(zeros(20, 2), y)))
        );
    }

    [Theory]
    [InlineData(new long[] { 1, 2, 3 }, new[] { "1", "2", "3" }, "labels: 3 classes, named by their numbers 1, 2, 3; there is no class 0")]
    [InlineData(new long[] { -1, 1 }, new[] { "-1", "1" }, "labels: 2 classes, named by their numbers -1, 1; there is no class 0")]
    [InlineData(new long[] { -1, 0, 1 }, new[] { "-1", "0", "1" }, "labels: 3 classes, named by their numbers -1, 0, 1")]
    [InlineData(
        new long[] { 100_001, 100_007 },
        new[] { "100001", "100007" },
        "labels: 2 classes, named by their numbers 100001, 100007; there is no class 0"
    )]
    [InlineData(new long[] { 0, 255 }, new[] { "0", "255" }, "labels: 2 classes, named by their numbers 0, 255")]
    [InlineData(new long[] { 0, 1, 3 }, new string[0], "class 2 never occurs in the training part, so nothing is learned of it")]
    public void Labels_that_do_not_begin_at_0_are_classes_called_by_their_numbers(long[] labels, string[] names, string note)
    {
        using var data = Datasets.Npz(Npz(randn(60, 3), tensor(Enumerable.Range(0, 60).Select(i => labels[i % labels.Length]).ToArray())));
        Assert.Equal(names, data.ClassNames);
        Assert.Equal([note], data.Notes);
        Assert.Equal(names.Length > 0 ? names.Length : labels[^1] + 1, data.Classes);
        Assert.Equal(names.Length > 0 ? labels.Length - 1 : labels[^1], data.TrainY.max().item<long>());
    }

    [Fact]
    public void One_hot_rows_are_labels_where_the_loss_learns_classes()
    {
        var hot = nn.functional.one_hot(arange(60) % 7, 7);
        const string Said = "targets: every row holds a single 1 (one-hot), which is read as the label of one of 7 classes";
        using (var whole = Datasets.Npz(Npz(randn(60, 3), hot)))
            Assert.Equal((7, Said), (whole.Classes, whole.Notes.Single()));
        using (
            var floats = Datasets.Npz(Npz(randn(60, 3), hot.to(ScalarType.Float32)), options: new() { Task = LearningTask.Classification })
        )
            Assert.Equal((7, Said), (floats.Classes, floats.Notes.Single()));
        using (var numbers = Datasets.Npz(Npz(randn(60, 3), hot.to(ScalarType.Float32))))
            Assert.Equal((0, 7L), (numbers.Classes, numbers.Outputs));
        using (var steps = Datasets.Npz(Npz(randn(60, 7, 3), hot)))
            Assert.Equal((2, 7L), (steps.Classes, steps.TargetShape[0])); // a label at every step
        using var floatLabels = Datasets.Npz(Npz(randn(60, 3), (arange(60) % 4).to(ScalarType.Float64)), task: LearningTask.Classification);
        Assert.Equal(
            (4, "targets: Float64 values that are whole are read as labels, since the loss learns classes"),
            (floatLabels.Classes, floatLabels.Notes.Single())
        );
    }

    [Fact]
    public void One_class_teaches_nothing()
    {
        Assert.Equal(
            "/s.npz: every sample has the label 0, so there is nothing to tell apart. Give samples of at least two classes.",
            Error(() => Datasets.Npz(Npz(randn(20, 3), zeros(20, dtype: ScalarType.Int64))))
        );
        Assert.StartsWith(
            "/s.npz: every sample has the label 1",
            Error(() => Datasets.Npz(Npz(randn(20, 4, 3), ones(20, 4, dtype: ScalarType.Int64))))
        );
    }

    [Fact]
    public void A_label_below_0_without_its_opposite_is_no_class() =>
        Assert.StartsWith(
            "/s.npz, array 'y': the label of sample 0 (counted from 0) is -1; labels run from 0 to the number of classes minus 1.",
            Error(() => Datasets.Npz(Npz(randn(60, 3), (arange(60) % 4) - 1)))
        );

    [Fact]
    public void Several_answers_for_a_row_are_no_labels() =>
        Assert.StartsWith(
            "/s.npz, array 'y' holds 5 integers for each sample, which are neither one-hot",
            Error(() => Datasets.Npz(Npz(randn(60, 3), ones(60, 5, dtype: ScalarType.Int64))))
        );

    [Fact]
    public void Labels_that_are_amounts_are_called_so() =>
        Assert.StartsWith(
            "/s.npz, array 'y': the 60 labels from 1000 to 1059 have 60 different values, and a class has to be seen more than "
                + "once. Choose task: regression",
            Error(() => Datasets.Npz(Npz(randn(60, 3), arange(60) + 1000)))
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Large_whole_numbers_keep_their_digits(bool floats)
    {
        var times = (1_700_000_000L + (arange(40) % 2)).unsqueeze(1);
        using var data = Datasets.Npz(Npz(floats ? times.to(ScalarType.Float64) : times, arange(40) % 2));
        Assert.Equal(data.TrainY.data<long>().ToArray(), data.TrainX.gt(0).to(ScalarType.Int64).view(-1).data<long>().ToArray());
        // a trained model reads a file alike
        var read = SampleFormat
            .Load(data.Format.Save())
            .Read(_temporary.Bytes("x.npy", Temporary.Npy(floats ? times.to(ScalarType.Float64) : times)));
        Assert.Equal((arange(40) % 2).data<long>().ToArray(), read.gt(0).to(ScalarType.Int64).view(-1).data<long>().ToArray());
    }

    [Theory]
    [InlineData(System.IO.Compression.CompressionLevel.NoCompression)]
    [InlineData(System.IO.Compression.CompressionLevel.Fastest)]
    public void A_changed_byte_in_an_archive_is_found(System.IO.Compression.CompressionLevel level)
    {
        using var memory = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(memory, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (
                var (key, array) in ((string, byte[])[])
                    [("x", Temporary.Npy(arange(60).view(20, 3).to(ScalarType.Float32))), ("y", Temporary.Npy(arange(20) % 2))]
            )
            {
                using var entry = zip.CreateEntry(key + ".npy", level).Open();
                entry.Write(array);
            }
        }

        var bytes = memory.ToArray();
        using (Datasets.Npz(_temporary.Bytes("s.npz", bytes))) { }
        // the sum of the directory at the end, which is what the content is held against
        var directory = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        bytes[directory + 16] ^= 1;
        Assert.StartsWith(
            "/s.npz, array 'x', is damaged: its content has the CRC-32 ",
            Error(() => Datasets.Npz(_temporary.Bytes("s.npz", bytes)))
        );
        if (level != System.IO.Compression.CompressionLevel.NoCompression)
            return;
        bytes[directory + 16] ^= 1;
        bytes[200] ^= 1; // a value of x
        Assert.StartsWith(
            "/s.npz, array 'x', is damaged: its content has the CRC-32 ",
            Error(() => Datasets.Npz(_temporary.Bytes("s.npz", bytes)))
        );
    }
}
