using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // snippets change the current folder and the console

namespace Ballast.Conventions.Tests;

/// <summary>The code of the documents does not only compile, it runs.</summary>
public sealed class SnippetTests : IDisposable
{
    private readonly TextWriter _console = Console.Out;
    private readonly string _before = Environment.CurrentDirectory;
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-").FullName;
    private readonly StringWriter _said = new();

    public SnippetTests()
    {
        // not in a module initializer: the assembly is also a program that must not load libtorch
        NativeMend.Ensure();
        set_num_threads(1);
        MachineTest.Ensure();
        Environment.CurrentDirectory = _folder;
        Console.SetOut(_said);
    }

    public void Dispose()
    {
        Console.SetOut(_console);
        Environment.CurrentDirectory = _before;
        Directory.Delete(_folder, recursive: true);
        _said.Dispose();
    }

    [Fact]
    public void Getting_started_runs()
    {
        using var scope = NewDisposeScope();
        using var data = Datasets.Load("fashion-mnist-sample");
        using var batches = new Batches(data.TrainX.narrow(0, 0, 512), data.TrainY.narrow(0, 0, 512), 64, seed: 1);
        using var model = Models.Mlp(data.InputShape, data.Classes, new ModelOptions { Hidden = [20] });
        GettingStarted.OneLine(model, batches);
        GettingStarted.Whole(model, batches);
        GettingStarted.WithTrainer();
        Assert.Contains("trained: test accuracy", _said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_cookbook_runs()
    {
        using var scope = NewDisposeScope();
        Assert.InRange(CookbookPage.Physics(), 0, 0.1);
        using var data = Datasets.Load("fashion-mnist-sample");
        using var batches = new Batches(data.TrainX.narrow(0, 0, 512), data.TrainY.narrow(0, 0, 512), 64, seed: 1);
        Assert.Equal(TrainingStatus.Trained, CookbookPage.Lightning(data, batches).Status);
        using var model = nn.Sequential(("a", nn.Linear(4, 8)), ("b", nn.ReLU()), ("c", nn.Linear(8, 1)));
        WeightFiles.Save("part.safetensors", nn.Sequential(("a", nn.Linear(4, 8))));
        Assert.Equal(2, CookbookPage.FineTune(model, "part.safetensors"));
        using var plain = nn.Linear(4, 1);
        Assert.True(float.IsFinite(CookbookPage.Plain(plain, randn(8, 4), randn(8, 1))));

        // what docs/from-pytorch.md warns of
        var x = ones(2, 3);
        Assert.Equal((0, 1), (x.sum(0).dim(), x.sum([0L]).dim()));
    }

    [Fact]
    public void Wrong_machines_runs()
    {
        using var scope = NewDisposeScope();
        WrongMachines.Report();
        WrongMachines.Tell();
        Assert.InRange(
            double.Parse(_said.ToString().TrimEnd().Split('\n')[^1], System.Globalization.CultureInfo.InvariantCulture),
            0,
            1e-5
        );
        if (!OperatingSystem.IsLinux())
            return;
        WrongMachines.SwitchOff();
        WrongMachines.Tell();
        WrongMachines.SwitchOn();
        Assert.InRange(
            double.Parse(_said.ToString().TrimEnd().Split('\n')[^1], System.Globalization.CultureInfo.InvariantCulture),
            0,
            1e-5
        );
    }

    [Fact]
    public void Scaling_runs_by_itself()
    {
        using var scope = NewDisposeScope();
        using var model = Models.Mlp([4], 3);
        using var optimizer = Optimizers.SGD(model.parameters());
        using var batches = new Batches(randn(32, 4), randint(3, 32, dtype: ScalarType.Int64), 8, seed: 1);
        Assert.Equal(0, Scaling.Loop(model, optimizer, batches));
        Assert.Equal(1, batches.Position.Epoch);
    }

    [Fact]
    public void Guarding_runs()
    {
        using var scope = NewDisposeScope();
        using var model = Models.Mlp([4], 3);
        using var optimizer = Optimizers.SGD(model.parameters());
        using var guard = StepGuard.For(model, optimizer, Guarding.Compose());
        using var again = StepGuard.For(model, optimizer, Guarding.Compose());
        Guarding.Accumulate(
            model,
            optimizer,
            guard,
            [
                [(randn(8, 4), randint(3, 8, dtype: ScalarType.Int64)), (randn(8, 4), randint(3, 8, dtype: ScalarType.Int64))],
            ]
        );
        Guarding.Checkpoint(guard, again);
        var history = new List<StepRecord>();
        Guarding.KeepRecords(guard, model.call(randn(8, 4)).pow(2.Held()).mean(), history);
        guard.Step(model.call(randn(8, 4)).pow(2.Held()).mean());
        Assert.Equal(6, history[0].Reading.Parameters.Length);
        Guarding.Observe(model, optimizer);
        Guarding.Faults();
        Assert.Contains(
            "Skip: gradient not finite: first in layers.linear1.weight (1 of 320 values)",
            _said.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_shown_composition_is_the_preset()
    {
        var (shown, preset) = (Guarding.Auto(), GuardOptions.Auto);
        Assert.Equal(preset.Rules.Select(rule => rule.Name), shown.Rules.Select(rule => rule.Name));
        Assert.Equal(preset.Caps.Select(cap => cap.Name), shown.Caps.Select(cap => cap.Name));
        Assert.Equal(preset with { Rules = shown.Rules, Caps = shown.Caps }, shown);

        Assert.Equal(Settings([.. preset.Rules, .. preset.Caps]), Settings([.. shown.Rules, .. shown.Caps]));
    }

    // rules do not show their settings
    private static (string Type, string Name, object? Value)[] Settings(object[] rules) =>
        [
            .. from rule in rules
            from field in rule.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            where field.FieldType.IsPrimitive || field.FieldType.IsEnum
            select (rule.GetType().Name, field.Name, field.GetValue(rule)),
        ];

    [Fact]
    public void The_weight_of_a_native_module_is_lost_with_the_scope_unless_it_is_taken_out()
    {
        foreach (var make in new Func<nn.Module>[] { () => nn.Embedding(3, 4), () => nn.LSTM(3, 4), () => nn.GRU(3, 4) })
        {
            nn.Module lost,
                kept;
            using (NewDisposeScope())
            {
                (lost, kept) = (make(), make());
                Temporaries.Keep(kept);
            }

            Assert.Empty(lost.parameters());
            Assert.NotEmpty(kept.parameters());
            kept.Dispose();
        }
    }

    [Fact]
    public void Temporaries_run()
    {
        using var scope = NewDisposeScope();
        using var model = Models.Mlp([4], 3);
        using var optimizer = Optimizers.SGD(model.parameters());
        using var guard = StepGuard.For(model, optimizer);
        using var batches = new Batches(randn(16, 4), zeros(16, ScalarType.Int64), 8, seed: 1);
        Temporaries.Loop(model, optimizer, guard, batches);
        using Scalar right = 2.5;
        Assert.True(Temporaries.LossOf(ones(2), zeros(2), ones(1), weight: 2).eq(right).item<bool>());
    }

    [Fact]
    public void Data_pages_run()
    {
        var samples = Path.Combine(Repository.Root, "samples");
        Environment.SetEnvironmentVariable("BALLAST_DATA", _folder);
        File.Copy(Path.Combine(samples, "own-csv", "flowers.csv"), "flowers.csv");
        Data.Csv();
        foreach (var file in Directory.GetFiles(Path.Combine(samples, "own-images", "shapes"), "*.png", SearchOption.AllDirectories))
        {
            var target = Path.Combine("photos", Path.GetRelativePath(Path.Combine(samples, "own-images", "shapes"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Data.Images();
        Assert.Throws<DatasetException>(Data.Npz); // no such files here; tests of the library read some
        Assert.Throws<DatasetException>(Data.Idx);
        Data.Drawn();
        Environment.SetEnvironmentVariable("BALLAST_DATA", null);
        Assert.Equal(["210 flowers of aster, bellflower, cosmos", "2 moons"], _said.ToString().Trim().Split(Environment.NewLine));
    }

    [Fact]
    public void Checkpoints_run()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (randn(256, 4), zeros(256, ScalarType.Int64));
        for (var run = 0; run < 2; run++) // the second time it has nothing left to do
        {
            using var model = Models.Mlp([4], 3);
            using var optimizer = Optimizers.AdamW(model.parameters());
            using var batches = new Batches(x, y, 16, seed: 1);
            Assert.Equal(32, Checkpoints.OwnLoop(model, optimizer, batches));
        }

        var (source, again) = (new Checkpoints.NoiseSource(3), new Checkpoints.NoiseSource(3));
        source.Next();
        using var bytes = new MemoryStream();
        source.Save(new BinaryWriter(bytes));
        bytes.Position = 0;
        again.Load(new BinaryReader(bytes));
        Assert.Equal(source.Next(), again.Next());
    }

    [Fact]
    public void The_dropout_page_runs()
    {
        using var scope = NewDisposeScope();
        DropoutPage.Modules();
        DropoutPage.Zoo();
        DropoutPage.Cell(n: 3, steps: 4, width: 5);
        DropoutPage.Scheduled();
        using var model = Models.Mlp([4], 3, new ModelOptions { Regularizers = [new Regularizer("dropout", 0.2)] });
        DropoutPage.Twice(model, Losses.CrossEntropy(), randn(8, 4), randint(3, 8, dtype: ScalarType.Int64));
        DropoutPage.Sure(model, randn(8, 4));
    }

    [Fact]
    public void Pages_run()
    {
        using var scope = NewDisposeScope();
        using var model = Models.Mlp([4], 3);
        using var optimizer = Optimizers.SGD(model.parameters());
        Pages.ClipNorm();
        Pages.ClipEach();
        Pages.ClipSpikes();
        Pages.AutoClip();
        Pages.LossSpike();
        Pages.ZClip();
        Pages.AdaGC();
        Pages.Escalate();
        Pages.UpdateCap();
        Pages.When();
        Pages.Sgd(model);
        Pages.Adam(model);
        Pages.AdamW(model);
        Pages.Schedule(optimizer);
        Pages.LossSettings(zeros(3, ScalarType.Int64));
        Pages.ScheduleByHand(optimizer);
        Pages.Zoo();
        Pages.OwnModel(model);
        Pages.WriteRun(model, optimizer);
        (Tensor X, Tensor Y)[] batches = [(randn(8, 4), randint(3, 8, dtype: ScalarType.Int64))];
        DiagnosisPage.Preflights(model, batches, optimizer);
        DiagnosisPage.Follows(model, optimizer, new());
        Assert.Null(DiagnosisPage.Finds(model, batches[0].X, batches[0].Y));
        Func<Tensor>[] losses = [.. Enumerable.Range(0, 3).Select(_ => (Func<Tensor>)(() => model.call(randn(8, 4)).mean()))];
        Assert.All(DiagnosisPage.Measures(model, losses, randn(5, 5), randn(8, 4), randn(5)), it => Assert.True(double.IsFinite(it)));
        Pages.ReadRun();
        Assert.StartsWith("ended", _said.ToString(), StringComparison.Ordinal);
        Pages.Measure(model, Losses.CrossEntropy(), randn(8, 4), randint(3, 8, dtype: ScalarType.Int64));
        Assert.Contains("f1 ", _said.ToString(), StringComparison.Ordinal);
    }
}
