namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/data.md.</summary>
internal static class Data
{
    public static void Csv()
    {
        using var flowers = Datasets.Csv("flowers.csv", new CsvOptions { Target = "species", Ignore = ["id"] },
            new DataOptions { Split = new DataSplit(Validation: 0.1, Test: 0.2) });
        Console.WriteLine($"{flowers.Train.Count} flowers of {string.Join(", ", flowers.ClassNames)}");
    }

    public static void Windows()
    {
        var window = new WindowOptions(Length: 24) { By = "station", Time = "time" };
        using var load = Datasets.Csv(
            "load.csv",
            new CsvOptions { Target = "load", Task = LearningTask.Regression, Window = window },
            new DataOptions { TargetScale = TargetScale.Standard });
        Console.WriteLine($"{load.Train.Count} windows [{string.Join(", ", load.InputShape)}] in hours and columns");
    }

    public static void Parts()
    {
        var test = new DataOptions { TestSource = new("photos/test") };
        using var own = Datasets.Images("photos/train", new ImageOptions { Size = (32, 32) }, test);
        Console.WriteLine(own.Test.Count);
    }

    public static void Images()
    {
        var split = new DataSplit(Test: 0.25);
        using var photos = Datasets.Images("photos", new ImageOptions { Size = (32, 32) }, new DataOptions { Split = split });
        var augmentation = new Augmentation(Crop: 4, Flip: true, Cutout: 8);
        using var batches = new Batches(photos.TrainX, photos.TrainY, size: 32, seed: 1, augmentation: augmentation);
        foreach (var (x, _) in batches.Epoch().Take(0)) _ = x;
    }

    public static void Npz()
    {
        using var arrays = Datasets.Npz("set.npz", inputs: "x", targets: "y");
        Console.WriteLine($"{arrays.Train.Count} samples [{string.Join(", ", arrays.InputShape)}], {arrays.Outputs} outputs");
    }

    public static void Idx()
    {
        using var digits = Datasets.Idx("folder", new DataOptions { Split = new DataSplit(Validation: 0.1) });
        Console.WriteLine(digits.Validation!.Count);
    }

    public static void Drawn()
    {
        using var moons = Datasets.Synthetic(SyntheticTasks.TwoMoons(noise: 0.2), samples: 2000);
        Console.WriteLine($"{moons.Classes} moons");
    }
}
