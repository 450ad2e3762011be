using TorchSharp;

namespace Ballast.Tests;

[TensorTests]
public sealed class DatasetsTests
{
    [Fact]
    public void Sample_is_inside_the_assembly_and_standardised()
    {
        using var data = Datasets.Load("fashion-mnist-sample");
        Assert.Equal([8192, 1, 28, 28], data.TrainX.shape);
        Assert.Equal([1000, 1, 28, 28], data.TestX.shape);
        Assert.Equal([1, 28, 28], data.InputShape);
        Assert.Equal(10, data.Classes);
        Assert.Equal(0, data.TrainX.mean().item<float>(), 1e-4);
        Assert.Equal(1, data.TrainX.std().item<float>(), 1e-4);
        // the first labels of Fashion-MNIST, and its known statistics to the accuracy of a sample
        Assert.Equal([9, 0, 0, 3, 0, 2, 7, 2], data.TrainY[..8].data<long>().ToArray());
        Assert.Equal(0.2860 * 255, data.Scaling.Offset.Single(), 1.0);
        Assert.Equal(0.3530 * 255, data.Scaling.Scale.Single(), 1.0);
    }

    [Theory]
    [InlineData(Normalization.None, 0, 5)]
    [InlineData(Normalization.Unit, 0, 5.0 / 255)]
    [InlineData(Normalization.Standard, -1.4638501, 1.4638501)] // -2.5 and 2.5 over sqrt(35 / 12)
    public void Normalizes_by_the_training_set(Normalization normalize, double least, double most)
    {
        using var data = Datasets.Load("fashion-mnist", IdxBytes.Folder(), normalize);
        Assert.Equal(least, data.TrainX.min().item<float>(), 1e-6);
        Assert.Equal(most, data.TrainX.max().item<float>(), 1e-6);
        Assert.Equal(least, data.TestX.min().item<float>(), 1e-6);
    }

    [Fact]
    public void Tensors_outlive_a_dispose_scope()
    {
        var folder = IdxBytes.Folder(compress: true);
        Dataset data;
        using (torch.NewDisposeScope())
            data = Datasets.Load("fashion-mnist", folder);
        using (data)
            Assert.Equal(6, data.TrainX.shape[0]);
        Assert.True(data.TrainX.IsInvalid);
    }

    [Fact]
    public void Absent_files_name_the_three_ways_to_get_them()
    {
        var message = Assert.Throws<DatasetException>(() => Datasets.Load("fashion-mnist", "/no/such/folder")).Message;
        Assert.StartsWith("The four idx files of fashion-mnist are not all in /no/such/folder. ", message);
        Assert.Contains("ballast data get fashion-mnist", message);
        Assert.Contains("apt install dataset-fashion-mnist", message);
        Assert.Contains("set data.root to a folder", message);
    }

    [Fact]
    public void The_users_folder_can_be_moved_by_a_variable()
    {
        var before = Environment.GetEnvironmentVariable("BALLAST_DATA");
        try
        {
            Environment.SetEnvironmentVariable("BALLAST_DATA", null);
            Assert.EndsWith(Path.Combine("ballast", "fashion-mnist"), Datasets.Folder("fashion-mnist"));
            Environment.SetEnvironmentVariable("BALLAST_DATA", "/big/disk");
            Assert.Equal(Path.Combine("/big/disk", "fashion-mnist"), Datasets.Folder("fashion-mnist"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("BALLAST_DATA", before);
        }
    }

    [Fact]
    public void Label_out_of_range_is_refused()
    {
        var folder = IdxBytes.Folder();
        File.WriteAllBytes(Path.Combine(folder, "t10k-labels-idx1-ubyte"), IdxBytes.Of([4], [0, 1, 10, 2]));
        Assert.Equal(
            "fashion-mnist (test): labels run from 0 to 10; 10 classes allow 0 to 9. The "
                + "first wrong one is that of sample 2, counted from 0.",
            Assert.Throws<DatasetException>(() => Datasets.Load("fashion-mnist", folder)).Message
        );
    }

    [Fact]
    public void Labels_and_images_must_match_in_number()
    {
        var folder = IdxBytes.Folder();
        File.WriteAllBytes(Path.Combine(folder, "train-labels-idx1-ubyte"), IdxBytes.Of([5], new byte[5]));
        Assert.EndsWith(
            "holds 6 images; expected as many labels as images.",
            Assert.Throws<DatasetException>(() => Datasets.Load("fashion-mnist", folder)).Message
        );
    }

    [Fact]
    public void Unknown_name_is_answered_with_the_nearest() =>
        Assert.StartsWith(
            "There is no data set named 'fashion-mnits'. Did you mean 'fashion-mnist'?",
            Assert.Throws<ArgumentException>(() => Datasets.Load("fashion-mnits")).Message
        );
}
