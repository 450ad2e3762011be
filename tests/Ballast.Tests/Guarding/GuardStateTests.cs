using System.Text.Json.Nodes;
using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What a guard remembers is written part by part, each under its name.</summary>
[TensorTests]
public sealed class GuardStateTests
{
    [Fact]
    public void What_was_saved_is_what_is_saved_again()
    {
        using var first = new Trained(steps: 30);
        using var second = new Trained(steps: 0);
        var saved = first.Saved();
        second.Guard.Load(new MemoryStream(saved));
        Assert.Equal(saved, second.Saved());
    }

    /// <summary>.NET's shortest text of 2^-25 is another number; so is its JSON.</summary>
    [Theory]
    [InlineData(-25)]
    [InlineData(-958)]
    [InlineData(-1074)]
    public void A_power_of_two_is_written_to_the_last_bit(int exponent)
    {
        var (value, read) = (Math.ScaleB(1, exponent), 0.0);
        GuardPart[] parts = [GuardPart.Of("number", () => new[] { value, 0.1 }, it => read = it[0])];
        using var stream = new MemoryStream();
        GuardState.Write(stream, parts);
        stream.Position = 0;
        GuardState.Read(stream, parts);
        Assert.Equal(value, read);
    }

    [Fact]
    public void Every_part_is_wanted_and_no_other()
    {
        using var trained = new Trained(steps: 5);
        var names = JsonNode.Parse(trained.Saved())!["Parts"]!.AsObject().Select(part => part.Key).ToArray();
        Assert.Equal(
            ["parameters", "edits", "rules", "loss-range", "stride", "retreat", "recovery", "inputs", "outputs", "first-steps", "step"],
            names
        );
        foreach (var name in names)
            Refused(trained, state => state["Parts"]!.AsObject().Remove(name), $"its part '{name}' is missing");
        Refused(trained, state => state["Parts"]!["weather"] = 1, "it has a part 'weather' that no guard has");
    }

    [Theory]
    [InlineData("step", "\"noon\"", "could not be converted")]
    [InlineData("step", "null", "could not be converted")]
    [InlineData("rules", "null", "its part 'rules' is empty")]
    [InlineData("rules", "7", "could not be converted")]
    [InlineData("parameters", "[{\"Calls\":\"many\"}]", "could not be converted")]
    public void A_damaged_part_is_named_or_placed(string name, string json, string words)
    {
        using var trained = new Trained(steps: 5);
        Refused(trained, state => state["Parts"]![name] = JsonNode.Parse(json), words);
    }

    [Fact]
    public void Another_format_is_said_to_be_older_or_newer_and_changes_nothing()
    {
        using var trained = new Trained(steps: 5);
        Refused(trained, state => state["Format"] = 4, "has format 4 but this version of Ballast reads 6");
        Refused(trained, state => state.Remove("Format"), "it names no format");
        Refused(trained, state => state.Remove("Parts"), "it has no parts");
    }

    private static void Refused(Trained trained, Action<JsonObject> damage, string words)
    {
        var before = trained.Saved();
        var state = JsonNode.Parse(before)!.AsObject();
        damage(state);
        var fault = Assert.Throws<FormatException>(() =>
            trained.Guard.Load(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(state.ToJsonString())))
        );
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, trained.Saved());
    }

    private sealed class Trained : IDisposable
    {
        private readonly ExplodingNet _net = new(seed: 1, gain: 3, depth: 3);
        private readonly FusedOptimizer _optimizer;

        public Trained(int steps)
        {
            _optimizer = Ballast.Optimizers.Adam(_net.parameters(), 0.01);
            Guard = StepGuard.For(_net, _optimizer, GuardOptions.Auto with { Horizon = 100, Edits = [new DeadlyFlip()] });
            Guard.Prepare(Enumerable.Range(0, 3), _ => _net.Loss());
            for (var step = 0; step < steps; step++)
            {
                _optimizer.zero_grad();
                using var loss = _net.Loss();
                Guard.Backward(loss);
                Guard.Step(loss);
            }
        }

        public StepGuard Guard { get; }

        public byte[] Saved()
        {
            using var stream = new MemoryStream();
            Guard.Save(stream);
            return stream.ToArray();
        }

        public void Dispose()
        {
            Guard.Dispose();
            _optimizer.Dispose();
            _net.Dispose();
        }
    }
}
