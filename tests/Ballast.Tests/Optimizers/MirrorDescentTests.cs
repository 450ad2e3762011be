using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Mirror descent against numbers computed elsewhere in float64, and its safety in float32.</summary>
[TensorTests]
public sealed class MirrorDescentTests
{
    private static readonly double[] Start = [0.5, -0.25, 0.1, 0, -1],
        Slope = [1, -2, 0.5, 1, -0.1];

    public static TheoryData<string, MirrorMap, double, double[]> Vectors =>
        new()
        {
            { "q 1.1", MirrorMaps.QNorm(1.1), 0, [0.41062992, -0.16312314, 0.089120569, -3.972688e-18, -0.98195505] },
            { "q 1.5", MirrorMaps.QNorm(1.5), 0, [0.40626064, -0.13000208, 0.079167539, -0.0048610173, -0.98610441] },
            { "q 2", MirrorMaps.QNorm(2), 0, [0.4, -0.05, 0.05, -0.1, -0.99] },
            { "euclidean", MirrorMaps.Euclidean(), 0, [0.4, -0.05, 0.05, -0.1, -0.99] },
            { "q 3", MirrorMaps.QNorm(3), 0, [0.38358946, 0.37844188, -0.20354253, -0.32071658, -0.99484375] },
            { "q 10", MirrorMaps.QNorm(10), 0, [-0.5127954, 0.59107558, -0.50672034, -0.54728826, -0.99995105] },
            { "hypentropy 0.01", MirrorMaps.Hypentropy(0.01), 0, [0.41164633, -0.16943587, 0.090723178, -0.0010062622, -0.98074444] },
            { "hypentropy 0.1", MirrorMaps.Hypentropy(0.1), 0, [0.41153133, -0.16770432, 0.08957313, -0.010012567, -0.98081282] },
            { "hypentropy 1", MirrorMaps.Hypentropy(1), 0, [0.40580237, -0.10027763, 0.064190531, -0.07093367, -0.98463325] },
            { "hypentropy 10", MirrorMaps.Hypentropy(10), 0, [0.40011449, -0.050895041, 0.05024264, -0.099509927, -0.98986514] },
            { "hypentropy 1, clipped", MirrorMaps.Hypentropy(1), 0.1, [0.45048843, -0.21015642, 0.064190531, -0.036396506, -0.98463325] },
        };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void One_step_to_the_printed_digits(string name, MirrorMap map, double clip, double[] expected)
    {
        _ = name;
        AssertPrinted(expected, Step(p => Ballast.Optimizers.MirrorDescent(p, map, 0.1, dual_clip: clip)));
    }

    [Fact]
    public void Hypentropy_is_EG_with_two_signs()
    {
        // p and n multiplied, p - n = w, p n = (beta s / 2)^2
        const double B = 0.1,
            Lr = 0.1;
        var s = Math.Sqrt(Start.Average(w => w * w));
        var expected = Start
            .Zip(Slope, (w, g) =>
            {
                var root = Math.Sqrt((w * w) + (B * s * B * s));
                var e = Lr * g / s / Math.Sqrt(1 + (B * B));
                return ((root + w) / 2 * Math.Exp(-e)) - ((root - w) / 2 * Math.Exp(e));
            })
            .ToArray();
        AssertPrinted(expected, Step(p => Ballast.Optimizers.MirrorDescent(p, MirrorMaps.Hypentropy(B), Lr, dual_clip: 0)));
    }

    public static TheoryData<MirrorMap, double, PolyakStep, double[]> PolyakVectors =>
        new()
        {
            { MirrorMaps.Euclidean(), 10, new(), [0.37220447, 0.0055910543, 0.036102236, -0.12779553, -0.98722045] },
            { MirrorMaps.Hypentropy(1), 10, new(), [0.35399993, -0.016319859, 0.043241875, -0.11327497, -0.97566538] },
            { MirrorMaps.QNorm(1.5), 10, new(), [0.31815651, -0.045750524, 0.059878675, -0.020464201, -0.97159401] },
            {
                MirrorMaps.Euclidean(),
                0.1,
                new() { Cap = 1 },
                [0.4, -0.05, 0.05, -0.1, -0.99]
            },
            { MirrorMaps.Euclidean(), 0.05, new(), [0.44, -0.13, 0.07, -0.06, -0.994] },
            {
                MirrorMaps.Euclidean(),
                10,
                new() { Least = 0.25 },
                [0.412140575, -0.07428115, 0.0560702875, -0.087859425, -0.9912140575]
            },
        };

    [Theory]
    [MemberData(nameof(PolyakVectors))]
    public void The_Polyak_step_to_the_printed_digits(MirrorMap map, double lr, PolyakStep polyak, double[] expected) =>
        AssertPrinted(expected, Step(p => Ballast.Optimizers.MirrorDescent(p, map, lr, dual_clip: 0, polyak: polyak), loss: 0.8));

    [Fact]
    public void A_Polyak_step_of_zero_does_not_hold_back_the_next_and_survives_saving()
    {
        using var model = new Holder(tensor(Start).reshape(1, 5));
        using var optimizer = Ballast.Optimizers.MirrorDescent(model.All, MirrorMaps.Euclidean(), 0.05, dual_clip: 0, polyak: new());
        Holder.SetGradient(model.All[0], tensor(Slope).reshape(1, 5));
        ((ILossAware)optimizer).Loss = 0;
        optimizer.step();
        Assert.Equal(Start, model.Weights()[0]);
        ((ILossAware)optimizer).Loss = 0.8;
        optimizer.step();
        Assert.Equal(0.5 - 0.06, model.Weights()[0][0], 12);

        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        using var other = Ballast.Optimizers.MirrorDescent(model.All, MirrorMaps.Euclidean(), 0.05, dual_clip: 0, polyak: new());
        stream.Position = 0;
        other.load_state_dict(new BinaryReader(stream));
        ((ILossAware)other).Loss = 0.8;
        other.step();
        Assert.Equal(0.5 - 0.06 - 0.072, model.Weights()[0][0], 12);
    }

    [Fact]
    public void The_guard_hands_over_the_loss_and_its_clip_shortens_the_step()
    {
        var plain = Guarded([]);
        var clipped = Guarded([Rules.ClipNorm(Math.Sqrt(6.26) / 2)]);
        for (var i = 0; i < Start.Length; i++)
        {
            Assert.Equal(Start[i] - (0.127795527 * Slope[i]), plain[i], 1e-8);
            Assert.Equal(Start[i] - (0.127795527 / 2 * Slope[i]), clipped[i], 1e-8);
        }

        static double[] Guarded(IGuardRule[] rules)
        {
            using var model = new Holder(tensor(Start).reshape(1, 5));
            using var optimizer = Ballast.Optimizers.MirrorDescent(model.All, MirrorMaps.Euclidean(), 10, dual_clip: 0, polyak: new());
            using var guard = StepGuard.For(model, optimizer, new GuardOptions { Rules = rules });
            Holder.SetGradient(model.All[0], tensor(Slope).reshape(1, 5));
            using var loss = tensor(0.8, ScalarType.Float64);
            guard.Step(loss);
            return model.Weights()[0];
        }
    }

    [Fact]
    public void Without_a_loss_a_Polyak_step_says_what_to_do()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Step(p => Ballast.Optimizers.MirrorDescent(p, polyak: new())));
        Assert.Contains("step(closure)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Float32_neither_overflows_nor_cancels_nor_drifts()
    {
        foreach (
            var map in new[]
            {
                MirrorMaps.Hypentropy(1e-3, scale: 1),
                MirrorMaps.Hypentropy(1e-6),
                MirrorMaps.QNorm(1.1),
                MirrorMaps.QNorm(10),
                MirrorMaps.Euclidean(),
            }
        )
        {
            double[] start = [-50, 50, 0, 1e-20, -1e-5, 3];
            foreach (var g in new[] { 0, 1e-3, -1e-3, 1, -1, 1000, -1000 })
            {
                using var model = new Holder(tensor(start, ScalarType.Float32).reshape(1, 6));
                using var optimizer = Ballast.Optimizers.MirrorDescent(model.All, map, 0.1, dual_clip: 0);
                Holder.SetGradient(model.All[0], zeros(1, 6));
                for (var i = 0; i < 10; i++)
                    optimizer.step();
                Assert.Equal([.. start.Select(w => (double)(float)w)], model.Weights()[0]);
                Holder.SetGradient(model.All[0], ones(1, 6).Times(g));
                optimizer.step();
                Assert.All(model.Weights()[0], w => Assert.True(double.IsFinite(w), $"{map.Name} {map.Parameter} at gradient {g}: {w}"));
            }
        }
    }

    [Fact]
    public void On_the_simplex_it_is_exponentiated_gradient()
    {
        double[] start = [0.2, 0.3, 0.5, 0.25, 0.25, 0.5],
            slope = [1, -2, 0.5, 3, 0, 0];
        using var model = new Holder(tensor(start).reshape(2, 3));
        using var optimizer = Ballast.Optimizers.MirrorDescent(model.All, MirrorMaps.NegativeEntropy(), 0.1, dual_clip: 0);
        Holder.SetGradient(model.All[0], tensor(slope).reshape(2, 3));
        optimizer.step();
        double[] raised = [.. start.Zip(slope, (w, g) => w * Math.Exp(-0.1 * g))];
        for (var i = 0; i < 6; i++)
            Assert.Equal(raised[i] / raised[(i / 3 * 3)..((i / 3 * 3) + 3)].Sum(), model.Weights()[0][i], 1e-14);

        // the linear loss <w, slope> is least in a corner of each row
        for (var i = 0; i < 2000; i++)
            optimizer.step();
        Assert.Equal(1, model.Weights()[0][1], 1e-9);
        Assert.Equal(0, model.Weights()[0][3], 1e-9);
        Assert.All(model.Weights()[0], w => Assert.True(w > 0));
    }

    [Fact]
    public void Weights_off_the_simplex_are_refused()
    {
        using var model = new Holder(tensor(Start).reshape(1, 5));
        Assert.Contains(
            "needs positive weights",
            Assert.Throws<ArgumentException>(() => Ballast.Optimizers.MirrorDescent(model.All, MirrorMaps.NegativeEntropy())).Message,
            StringComparison.Ordinal
        );
        using var positive = new Holder(ones(2, 3));
        Assert.Contains(
            "sum to 1",
            Assert.Throws<ArgumentException>(() => Ballast.Optimizers.MirrorDescent(positive.All, MirrorMaps.NegativeEntropy())).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => MirrorMaps.QNorm(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MirrorMaps.Hypentropy(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Ballast.Optimizers.MirrorDescent(positive.All, polyak: new PolyakStep { Growth = double.NaN })
        );
    }

    private static double[] Step(Func<TorchSharp.Modules.Parameter[], FusedOptimizer> make, double loss = double.NaN)
    {
        using var model = new Holder(tensor(Start).reshape(1, 5));
        using var optimizer = make(model.All);
        Holder.SetGradient(model.All[0], tensor(Slope).reshape(1, 5));
        if (optimizer is ILossAware aware)
            aware.Loss = loss;
        optimizer.step();
        return model.Weights()[0];
    }

    // eight digits are printed
    private static void AssertPrinted(double[] expected, double[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= 6e-8 * Math.Max(0.1, Math.Abs(expected[i])),
                $"value {i}: expected {expected[i]:R}, got {actual[i]:R}"
            );
    }
}
