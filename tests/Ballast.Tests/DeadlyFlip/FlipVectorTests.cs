using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Numbers that two independent programs agreed on, through the real executor, in float64.</summary>
[TensorTests]
public sealed class FlipVectorTests
{
    private static readonly double[] Start = [.5, -.2, .1, 0, .3, .4, -.5, .1, -.6, .2, .3, -.1, .1, -.7, .2, .05];
    private static readonly double[] Twin = [.49, -.19, .1, 0, .31, .39, -.49, .09, -.59, .2, .29, -.1, .1, -.69, .21, .05];
    private static readonly double[] FirstChange = [.005, -.002, .001, 0, 2.7, -2.4, 4.5, .9, -.01, .01, 0, .002, .02, -.01, .02, 0];

    [Fact]
    public void Three_steps_of_twin_flips()
    {
        using var linear = nn.Linear(3, 4, dtype: ScalarType.Float64);
        Write(linear, Start);
        using var optimizer = Ballast.Optimizers.SGD(linear.parameters(), lr: 0, momentum: 0.9); // its buffer is the first gradient
        using var flip = new DeadlyFlip(new DeadlyFlipOptions { Mode = FlipMode.Twin });
        var change = new Change();
        using var guard = StepGuard.For(linear, optimizer, new GuardOptions { Edits = [change, flip] });
        var (edit, run) = ((IUpdateEdit)flip, flip.Run!);
        var layer = Assert.Single(run.Layers);
        edit.Before();
        run.Action.Look([layer]);
        var twin = (TwinFlip)run.Action;
        for (var i = 0; i < 2; i++)
            twin.SetTwin(i, Part(tensor(Twin).reshape(4, 4), i));
        layer.Watch.Set(0.01, [1, 1, 1, .5], [0, 0, 0, 0]);
        for (var i = 0; i < 2; i++)
            Holder.SetGradient(linear.parameters().ElementAt(i), Part(arange(1, 17, dtype: ScalarType.Float64).div(10).reshape(4, 4), i));

        change.Next = FirstChange;
        guard.Step(tensor(1.0));
        Close([0.0099876663, 8.1704248, 0.020179707, 0.040693285], layer.Watch.Changes);
        Close([0.08, 0.010357281], [layer.Watch.Threshold, layer.Watch.Median]);
        Close(
            [0.505, -0.202, 0.101, 0, 0.31, 0.39, -0.49, 0.09, -0.61, 0.21, 0.3, -0.098, 0.11, -0.705, 0.21, 0.05],
            Read(linear.weight, linear.bias!)
        );
        Close([.1, .2, .3, .4, 0, 0, 0, 0, .9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6], Momentum(optimizer));
        Close(
            [0.4915, -0.1912, 0.1001, 0, 3, -2, 4, 1, -0.592, 0.201, 0.291, -0.0998, 0.101, -0.6915, 0.21, 0.05],
            Read(twin.Twin(0), twin.Twin(1))
        );
        Close([1, 0.5, 1, 0.51], layer.Watch.Pace);
        Assert.Equal([0, 5, 0, 0], layer.Watch.Hot);

        change.Next = [.001, .001, .001, .001, 1, 1, 1, 1, .001, .001, .001, .001, .001, .001, .001, .001];
        guard.Step(tensor(1.0));
        Close([0.0036108895, 2.8359263, 0.0027821236, 0.0026804262], layer.Watch.Changes);
        Close([0.082858245, 0.0096984488], [layer.Watch.Threshold, layer.Watch.Median]);
        double[] second =
        [
            0.506,
            -0.201,
            0.102,
            0.001,
            0.31,
            0.39,
            -0.49,
            0.09,
            -0.609,
            0.211,
            0.301,
            -0.097,
            0.11051,
            -0.70449,
            0.21051,
            0.05051,
        ];
        Close(second, Read(linear.weight, linear.bias!));
        Close(
            [0.49295, -0.19218, 0.10029, 0.0001, 3, -2, 4, 1, -0.5937, 0.202, 0.292, -0.09952, 0.101951, -0.692799, 0.210051, 0.050051],
            Read(twin.Twin(0), twin.Twin(1))
        );
        Close([1, 0.255, 1, 0.5202], layer.Watch.Pace);
        Assert.Equal([0, 4, 0, 0], layer.Watch.Hot);

        // no stepper and no other edit lets a NaN into a weight, so this one is put there between the two halves of the edit
        using (no_grad())
        {
            edit.Before();
            linear.weight[1] = double.NaN;
            linear.bias![1] = double.NaN;
            flip.Apply([], new(2, 1, []));
        }

        Close([0, 1e30, 0, 0], layer.Watch.Changes);
        Close([0.07758759, 0.0090489727], [layer.Watch.Threshold, layer.Watch.Median]);
        Close(second, Read(linear.weight, linear.bias!));
        Close([1, 0.13005, 1, 0.530604], layer.Watch.Pace);
        Assert.Equal([0, 3, 0, 0], layer.Watch.Hot);
        Assert.Equal((3, 2, 1), (flip.Flips, flip.Rejections, flip.NonFinite));
    }

    [Fact]
    public void Peer_swaps_of_two_neurons()
    {
        using var first = nn.Linear(3, 4, dtype: ScalarType.Float64);
        using var second = nn.Linear(4, 2, hasBias: false, dtype: ScalarType.Float64);
        using var model = nn.Sequential(("first", first), ("relu", nn.ReLU()), ("second", second));
        Write(first.weight, [.5, -.2, .1, 3, -2, 4, -.6, .2, .3, .1, -.7, .2]);
        Write(first.bias!, [0, 1, -.1, .05]);
        Write(second.weight, [.2, 2, -.1, .3, -.4, 1.5, .2, .1]);
        using var table = new ParameterTable(model.parameters(), model.named_parameters());
        using var before = new WeightCopy();
        using var off = no_grad();
        before.Take(table.Parameters);
        var map = NeuronMap.Of(model, table, new())[0];
        var rows = new LayerRows(map, table.Parameters, before);
        var x = tensor(new[] { 1, .5, -.25 }, dtype: ScalarType.Float64);
        var values = linalg.svdvals(first.weight).data<double>().ToArray();
        Close([5.42566698, 0.76126064, 0.5591244], values);
        Close([4.075, 2.85], Read(model.call(x)));

        rows.SwapRows(1, 2);
        Close([-0.125, 0.25], Read(model.call(x)));
        Close(values, linalg.svdvals(first.weight).data<double>().ToArray());

        rows.SwapColumns(1, 2);
        Close([4.075, 2.85], Read(model.call(x)));
    }

    private static void Close(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Math.Max(1e-12, 1e-7 * Math.Abs(pair.First))));

    private static double[] Read(Tensor weights, Tensor biases) => Holder.Values(cat([weights, biases.unsqueeze(1)], 1));

    private static double[] Read(Tensor values) => Holder.Values(values);

    private static double[] Momentum(FusedOptimizer optimizer)
    {
        var states = optimizer.state_dict().State.Cast<FusedState>().ToArray();
        return Read(states[0].Slot(0), states[1].Slot(0));
    }

    private static Tensor Part(Tensor rows, int part) => part == 0 ? rows.narrow(1, 0, 3) : rows.select(1, 3);

    private static void Write(Linear linear, double[] rows)
    {
        Write(linear.weight, Part(tensor(rows).reshape(4, 4), 0));
        Write(linear.bias!, Part(tensor(rows).reshape(4, 4), 1));
    }

    private static void Write(Parameter parameter, double[] values) => Write(parameter, tensor(values).reshape(parameter.shape));

    private static void Write(Parameter parameter, Tensor values)
    {
        using var off = no_grad();
        parameter.copy_(values);
    }

    /// <summary>What the optimizer would have done.</summary>
    private sealed class Change : IWeightEdit
    {
        public double[] Next { get; set; } = [];

        public string Name => "change";

        public EditMoment Moment => EditMoment.AfterUpdate;

        public string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
        {
            for (var i = 0; i < 2; i++)
                parameters[i].Parameter.add_(Part(tensor(Next).reshape(4, 4), i));
            return null;
        }
    }
}
