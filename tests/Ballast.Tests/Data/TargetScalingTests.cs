using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class TargetScalingTests : IDisposable
{
    private readonly Temporary _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private Dataset Table(TargetScale scale, string rows = "1,100\n2,200\n3,400\n4,800\n5,1600\n6,3200\n", DataSplit? split = null) =>
        Datasets.Csv(
            _temporary.Text("t.csv", "a,price\n" + rows),
            new() { Target = "price", Task = LearningTask.Regression },
            new() { TargetScale = scale, Split = split ?? new(Test: 0.4) }
        );

    private string Error(TargetScale scale, string rows) =>
        Assert.Throws<DatasetException>(() => Table(scale, rows)).Message.Replace(_temporary.Folder, "", StringComparison.Ordinal);

    [Theory]
    [InlineData(TargetScale.Standard)]
    [InlineData(TargetScale.Log)]
    [InlineData(TargetScale.Log1p)]
    public void The_training_part_has_mean_0_and_deviation_1_and_comes_back_in_the_units_of_the_user(TargetScale scale)
    {
        using var raw = Table(TargetScale.None);
        using var data = Table(scale);
        Assert.Equal(0, data.TrainY.mean().item<float>(), 1e-6);
        Assert.Equal(1, data.TrainY.std(unbiased: false).item<float>(), 1e-6);
        var format = SampleFormat.Load(data.Format.Save());
        Assert.Equal(scale, format.TargetScaling.Kind);
        Assert.True(format.TargetScaling.Restore(data.TestY).allclose(raw.TestY.to(ScalarType.Float64), rtol: 1e-6), $"{format.Save()}");
        Assert.Equal(["price"], format.TargetNames);
    }

    [Fact]
    public void Without_a_scale_targets_are_what_they_were()
    {
        using var data = Table(TargetScale.None);
        Assert.Equal(6300, data.TrainY.sum().item<float>() + data.TestY.sum().item<float>());
        Assert.Same(data.TrainY, data.TargetScaling.Restore(data.TrainY));
    }

    [Fact]
    public void Each_column_is_scaled_by_itself_in_double_precision()
    {
        using var x = randn(20, 2);
        // seconds since 1970: float32 has steps of 128 s there
        using var seconds = arange(20, ScalarType.Float64).unsqueeze(1);
        using var y = cat([seconds + 1.7e9, seconds * 1e-3], 1);
        _temporary.Bytes("s.npz", Temporary.Npz(("x", Temporary.Npy(x)), ("y", Temporary.Npy(y))));
        using var data = Datasets.Npz(_temporary.Path("s.npz"), options: new() { TargetScale = TargetScale.Standard });
        Assert.True(data.TrainY.select(1, 0).allclose(data.TrainY.select(1, 1), rtol: 0, atol: 1e-5));
        var whole = data.TargetScaling.Restore(data.TrainY).select(1, 0).data<double>().ToArray();
        Assert.All(whole, value => Assert.Equal(Math.Round(value), value, 1e-4));
        Assert.Equal(whole.Length, whole.Select(value => Math.Round(value)).Distinct().Count());
    }

    [Fact]
    public void A_target_that_never_changes_is_0() =>
        Assert.Equal(0, TargetScaling.Learn(TargetScale.Standard, full(5, 1, 3f)).Apply(full(2, 1, 3f)).abs().sum().item<float>());

    [Fact]
    public void A_logarithm_says_which_row_has_none()
    {
        Assert.Equal(
            "/t.csv, line 3, column 'price': the target is 0; a target scale of log takes numbers above 0. Choose log1p, which "
                + "takes amounts from 0 on, or standard; or leave the row out.",
            Error(TargetScale.Log, "1,100\n2,0\n3,5\n4,7\n")
        );
        Assert.Contains(
            "t.csv, line 5, column 'price': the target is -1.5; a target scale of log1p takes numbers above -1. Choose standard",
            Error(TargetScale.Log1p, "1,100\n2,0\n3,5\n4,-1.5\n"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the target scale is standard, but the targets are classes",
            Assert
                .Throws<DatasetException>(() =>
                    Datasets.Csv(
                        _temporary.Text("t.csv", "a,b\n1,x\n2,y\n3,x\n4,y\n"),
                        new() { Target = "b" },
                        new() { TargetScale = TargetScale.Standard, Split = new(Test: 0.5) }
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Metrics_are_in_the_units_of_the_user_and_the_loss_is_not()
    {
        using var model = nn.Linear(1, 1);
        using (no_grad())
            foreach (var p in model.parameters())
                p.zero_(); // says 0, which is the mean
        var scaling = new TargetScaling(TargetScale.Standard, [1000], [100]);
        var truth = tensor(new float[] { 900, 1100, 1200 }).unsqueeze(1);
        var result = Evaluation.On(model, Losses.MSE(), zeros(3, 1), scaling.Apply(truth), targets: scaling);
        Assert.Equal(2, result.Loss, 1e-6);
        Assert.Equal(400 / 3.0, result.Metrics.Single(it => it.Name == "mae").Value, 1e-6);
    }

    [Fact]
    public void Several_values_are_measured_one_by_one()
    {
        var answers = Losses.MSE().Answer(tensor(new float[] { 1, 10, 2, 10 }).view(2, 2), tensor(new float[] { 2, 10, 4, 20 }).view(2, 2));
        var (mae, r2) = (Metrics.MAE(), Metrics.R2());
        var value = mae.Value(mae.Measure(answers).data<double>().ToArray());
        Assert.Equal(3.25, value.Value);
        Assert.Equal([1.5, 5], value.Details);
        Assert.Equal([1 - (5 / 2.0), 1 - (100 / 50.0)], r2.Value(r2.Measure(answers).data<double>().ToArray()).Details);
        Assert.Empty(mae.Value([3, 2]).Details);
    }
}
