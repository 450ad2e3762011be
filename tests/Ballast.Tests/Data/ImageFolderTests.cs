using SkiaSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class ImageFolderTests : IDisposable
{
    private static readonly DataOptions Raw = new() { Normalize = Normalization.None, Split = new(Test: 0.5) };
    private readonly Temporary _temporary = new();

    public ImageFolderTests()
    {
        for (var i = 0; i < 4; i++)
            _temporary.Picture($"p/red/{i}.png", 4, 6, SKColors.Red, SKColors.White);
        for (var i = 0; i < 4; i++)
            _temporary.Picture($"p/blue/{i}.png", 4, 6, SKColors.Blue, SKColors.Black);
        _temporary.Text("p/blue/notes.txt", "not a picture");
        Directory.CreateDirectory(_temporary.Path("p/.git"));
    }

    private string[] Caches => Directory.Exists(_temporary.Path("user/cache")) ? Directory.GetFiles(_temporary.Path("user/cache")) : [];

    public void Dispose() => _temporary.Dispose();

    private Dataset Load(ImageOptions? images = null, DataOptions? options = null) =>
        Datasets.Images(_temporary.Path("p"), images, options ?? Raw);

    private string Error(ImageOptions? images = null) =>
        Assert.Throws<DatasetException>(() => Load(images)).Message.Replace(_temporary.Folder, "", StringComparison.Ordinal);

    [Fact]
    public void Pixels_are_channels_of_rows_and_folders_are_classes()
    {
        using var data = Load();
        Assert.Equal(["blue", "red"], data.ClassNames);
        Assert.Equal([3, 4, 6], data.InputShape);
        Assert.Equal((4, 4, 2L), (data.Train.Count, data.Test.Count, data.TrainY.sum().item<long>()));
        var red = data.TrainX[data.TrainY.eq(1)][0];
        Assert.Equal([255, 255, 255], red.select(1, 0).select(1, 0).data<float>().ToArray());
        Assert.Equal([255, 0, 0], red.select(1, 3).select(1, 5).data<float>().ToArray());
    }

    [Fact]
    public void Grey_is_the_luma_and_another_size_is_made()
    {
        using var data = Load(new() { Channels = 1, Size = (2, 3) });
        Assert.Equal([1, 2, 3], data.InputShape);
        Assert.Equal(76, data.TrainX[data.TrainY.eq(1)][0, 0, 1, 2].item<float>()); // 0.299 x 255
    }

    [Fact]
    public void Jpeg_is_read_too()
    {
        _temporary.Bytes("p/red/9.JPG", Temporary.PictureBytes(4, 6, SKColors.Red, SKColors.Red, SKEncodedImageFormat.Jpeg));
        using var data = Load();
        Assert.Equal(9, data.Train.Count + data.Test.Count);
    }

    [Fact]
    public void Decoded_once_and_again_when_a_picture_changes()
    {
        var counter = new Counter();
        Load(options: Raw with { Progress = counter }).Dispose();
        Assert.Equal(8, counter.Reports);
        using (var cached = Load(options: Raw with { Progress = counter }))
            Assert.Equal(255, cached.TrainX.max().item<float>());
        Assert.Equal(8, counter.Reports);

        _temporary.Picture("p/red/0.png", 4, 6, SKColors.Green, SKColors.White);
        File.SetLastWriteTimeUtc(_temporary.Path("p/red/0.png"), DateTime.UnixEpoch);
        Load(options: Raw with { Progress = counter }).Dispose();
        Assert.Equal(16, counter.Reports);
        Assert.Single(Caches);
    }

    [Fact]
    public void A_damaged_cache_is_not_believed()
    {
        byte[] Pixels()
        {
            using var data = Load();
            return data.TrainX.bytes.ToArray();
        }

        var right = Pixels();
        var whole = File.ReadAllBytes(Caches.Single());
        foreach (
            var damaged in (byte[][])
                [
                    [],
                    whole[..50],
                    whole[..^1],
                    [.. whole, 0],
                    [.. whole[..^1], (byte)~whole[^1]],
                    [.. whole.Reverse()],
                ]
        )
        {
            File.WriteAllBytes(Caches.Single(), damaged);
            Assert.Equal(right, Pixels());
            Assert.Equal(whole, File.ReadAllBytes(Caches.Single()));
        }
    }

    [Fact]
    public void Without_a_place_for_the_cache_it_still_loads()
    {
        _temporary.Text("user", "a file where the folder should be");
        Load().Dispose();
        File.Delete(_temporary.Path("user"));
        Load(new() { Cache = false }).Dispose();
        Assert.Empty(Caches);
    }

    [Fact]
    public void Says_which_picture_is_wrong()
    {
        _temporary.Picture("p/red/1.png", 5, 6, SKColors.Red, SKColors.Red);
        Assert.Equal(
            "/p/red/1.png has 5 rows and 6 columns; the first picture has 4 and 6. Give a size for all, for instance size: [4, 6].",
            Error()
        );
        var whole = File.ReadAllBytes(_temporary.Path("p/red/2.png"));
        _temporary.Bytes("p/red/1.png", whole[..^30]);
        Assert.StartsWith("/p/red/1.png is a damaged picture (IncompleteInput", Error());
        _temporary.Text("p/red/1.png", "hello");
        Assert.Equal(
            "/p/red/1.png is no picture that can be read: neither PNG nor JPEG. Replace "
                + "it or remove it. Or say skip: 0.25 to do without it.",
            Error()
        );
        Assert.Empty(Caches);
    }

    [Fact]
    public void Says_which_folder_is_wrong()
    {
        Directory.CreateDirectory(_temporary.Path("p/green"));
        Assert.Equal(
            "/p/green holds no pictures (.png, .jpg, .jpeg), so nothing can be learned of "
                + "the class 'green'. Put some there, or remove the folder.",
            Error()
        );
        Directory.Delete(_temporary.Path("p/green"));
        Directory.Delete(_temporary.Path("p/red"), recursive: true);
        Assert.Equal(
            "/p holds only the class 'blue'. Put the pictures of each class into a folder of its own there, at least two.",
            Error()
        );
        Directory.Delete(_temporary.Path("p"), recursive: true);
        Assert.EndsWith("It must be a folder that holds one folder of pictures for each class.", Error());
    }

    [Fact]
    public void Pictures_that_cannot_be_read_are_counted_and_named_and_left_out_only_when_few_or_asked_for()
    {
        for (var i = 4; i < 9; i++)
            _temporary.Text($"p/red/{i}.webp", "RIFF");
        Assert.Equal(
            "/p: 5 of 9 pictures of the class 'red' cannot be read (5 .webp): red/4.webp, red/5.webp, red/6.webp, .... Convert "
                + "them to png or jpg, replace or remove them. Or say skip: 0.56 to do without them.",
            Error()
        );
        _temporary.Text("p/blue/0.png", "no picture");
        using var data = Load(new() { Skip = 0.6 });
        Assert.Equal(
            (7, 3L),
            (data.Train.Count + data.Test.Count, data.TrainY.eq(0).sum().item<long>() + data.TestY.eq(0).sum().item<long>())
        );
        Assert.Equal(
            ["6 pictures were left out, since they cannot be read (5 .webp, 1 .png): red/4.webp, red/5.webp, red/6.webp, ..."],
            data.Notes
        );
        Assert.Equal(255, data.TrainX[data.TrainY.eq(0)].select(1, 2).max().item<float>()); // blue stayed blue
        Assert.Empty(Caches); // or the damaged one would never be missed again
        Assert.Contains("/p/red/", data.PlaceOf(data.Train, data.TrainY.argmax().item<long>()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_of_unreadable_pictures_is_refused_whatever_is_asked()
    {
        for (var i = 0; i < 4; i++)
            File.Move(_temporary.Path($"p/red/{i}.png"), _temporary.Path($"p/red/{i}.heic"));
        Assert.Equal(
            "/p/red holds only pictures in formats that are not read (.heic), so nothing can be learned of the class 'red'. "
                + "Convert them to png or jpg, or remove the folder.",
            Error(new() { Skip = 1 })
        );
        for (var i = 0; i < 4; i++)
            _temporary.Text($"p/red/{i}.png", "no picture");
        Assert.EndsWith("A class needs pictures that can be read.", Error(new() { Skip = 1 }));
    }

    private sealed class Counter : IProgress<DataProgress>
    {
        private int _reports;

        public int Reports => _reports;

        public void Report(DataProgress value) => Interlocked.Increment(ref _reports);
    }
}
