using Tensorboard;

namespace Ballast.Tests.Interchange;

/// <summary>Logs of other tools: what TensorBoard writes byte by byte, what this library writes and reads, and damaged ones.</summary>
public sealed class EventFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-events-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The first record of every event file: an event of 24 bytes with the version, whose length has this checksum.</summary>
    [Fact]
    public void It_begins_as_those_of_TensorBoard_do()
    {
        using var memory = new MemoryStream();
        EventFile.Write(memory, new Event { WallTime = 1.5e9, FileVersion = "brain.Event:2" });
        Assert.Equal([0x18, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22], memory.ToArray()[..12]);
        memory.Position = 0;
        Assert.Equal("brain.Event:2", EventFile.Read(memory, "it").Single().FileVersion);
    }

    [Fact]
    public void What_a_training_writes_comes_back_NaN_and_infinity_included()
    {
        using (var sink = new TensorBoardSink(_folder, every: 1))
        {
            double[] losses = [2, double.NaN, double.PositiveInfinity];
            for (var step = 0; step < losses.Length; step++)
            {
                var parameters = new[] { new ParameterReading(new ParameterInfo("layer.weight", [2]), 1.5, 1, step == 1 ? 2 : 0, 3) };
                var record = new StepRecord(new GradientReading(step, losses[step], parameters), Verdict.Proceed) { LearningRate = 0.25 };
                sink.Write(record);
                sink.Step(record, 0.5);
            }

            sink.Evaluated(new EvaluationRecord(3, 1, 0.75, 0.875));
        }

        var series = LogSeries.Read(_folder);
        Assert.Equal([2, double.NaN, double.PositiveInfinity], series["loss/train"].Values);
        Assert.Equal([1.5, double.NaN, 1.5], series["gradient_norm"].Values);
        Assert.Equal([1.5, double.NaN, 1.5], series["gradient_norm/layer.weight"].Values);
        Assert.Equal([3, 3, 3], series["weight_norm/layer.weight"].Values);
        Assert.Equal(
            (0.25, 0.5, 0.75, 0.875),
            (series["learning_rate"][0], series["accuracy/train"][2], series["loss/test"][3], series["accuracy/test"][3])
        );
    }

    /// <summary>As Keras lays them out, with the values in tensors.</summary>
    [Fact]
    public void Folders_stand_before_the_tags_and_tensors_of_one_value_are_numbers()
    {
        foreach (var part in new[] { "train", "validation" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, part));
            using var file = File.Create(Path.Combine(_folder, part, "events.out.tfevents.1.host.v2"));
            var tensor = new TensorProto { Dtype = DataType.DtFloat, TensorShape = new TensorShapeProto() };
            if (part == "train")
                tensor.FloatVal.Add(0.5f);
            else
                tensor.TensorContent = Google.Protobuf.ByteString.CopyFrom(BitConverter.GetBytes(0.25f));
            var summary = new Summary();
            summary.Value.Add(new Summary.Types.Value { Tag = "epoch_loss", Tensor = tensor });
            EventFile.Write(file, new Event { Step = 3, Summary = summary });
        }

        var series = LogSeries.Read(_folder);
        Assert.Equal([("train/epoch_loss", 0.5), ("validation/epoch_loss", 0.25)], series.Select(it => (it.Key, it.Value[3])));
    }

    [Fact]
    public void Cut_anywhere_it_is_read_as_far_as_it_goes_and_damaged_anywhere_it_is_said()
    {
        using var memory = new MemoryStream();
        for (var step = 0; step < 5; step++)
        {
            var summary = new Summary();
            summary.Value.Add(new Summary.Types.Value { Tag = "loss", SimpleValue = step });
            EventFile.Write(memory, new Event { Step = step, Summary = summary });
        }

        var bytes = memory.ToArray();
        var record = bytes.Length / 5; // events of step 0 leave it out, so the first is a little shorter
        for (var length = 0; length <= bytes.Length; length++)
        {
            var read = EventFile.Read(new MemoryStream(bytes[..length]), "cut").Count();
            Assert.InRange(read, (length / (record + 2)) - 1, (length / (record - 2)) + 1);
        }

        for (var at = 0; at < bytes.Length; at++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0x10;
            var fault = Assert.Throws<LogFileException>(() => EventFile.Read(new MemoryStream(damaged), "bad").Count());
            Assert.StartsWith("bad is ", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("step,loss\n0,1.5\n10,nan\n20,-Infinity\n30,\n", "loss: 0=1.5 10=NaN 20=-Infinity")]
    [InlineData("epoch,accuracy,loss,val_loss\n0,0.5,2,3\n1,0.6,1e-3,2\n", "accuracy: 0=0.5 1=0.6; loss: 0=2 1=0.001; val_loss: 0=3 1=2")]
    [InlineData("loss\n3\n2\n", "loss: 0=3 1=2")]
    [InlineData("epoch,step,loss,name\n0,5,1,x\n", "epoch: 5=0; loss: 5=1")]
    [InlineData("Step,\"a, b\"\n7,0\n", "a, b: 7=0")]
    public void Tables_are_read_as_other_tools_write_them(string text, string expected)
    {
        var path = Path.Combine(_folder, "log.csv");
        File.WriteAllText(path, text);
        Assert.Equal(
            expected,
            string.Join(
                "; ",
                LogSeries
                    .Read(path)
                    .Select(it =>
                        $"{it.Key}: {string.Join(' ', it.Value.Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value}")))}"
                    )
            )
        );
    }

    [Theory]
    [InlineData("log.csv", "step,loss\nfour,1\n", "step is 'four' and not a number")]
    [InlineData("log.csv", "step,loss\n-4,1\n", "step is -4")]
    [InlineData("log.csv", "step,loss\n1e300,1\n", "which is no step")]
    [InlineData("log.csv", "step,loss\n1,\"a\n", "")]
    [InlineData("log.csv", "", "")]
    [InlineData("log.csv", "step,loss\n", "holds no numbers")]
    [InlineData("events.tfevents", "", "holds no numbers")]
    [InlineData("events.tfevents", "garbage that is long enough", "is not an event file of TensorBoard")]
    public void A_log_that_is_none_is_said(string name, string text, string part)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        Assert.Contains(part, Assert.Throws<LogFileException>(() => LogSeries.Read(path)).Message, StringComparison.Ordinal);
        Assert.Throws<LogFileException>(() => LogSeries.Read(Path.Combine(_folder, "nothing")));
    }
}
