using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>
/// TorchSharp hands native code bare handles. So every training here runs once more while a thread collects and finalizes without rest: it
/// must neither throw nor differ by a bit. What let go of one number would. No scope is around it that would hold tensors.
/// </summary>
public sealed class StressTests(StressTests.Count count) : IClassFixture<StressTests.Count>
{
    public static IEnumerable<object[]> Rows => StressRow.All.Select((row, i) => new object[] { i, row.Name });

    [Theory, MemberData(nameof(Rows))]
    public void Collections_change_no_bit(int index, string _)
    {
        var (expected, steps) = Run(StressRow.All[index]);
        using var collecting = new Collecting();
        do Assert.Equal((expected, steps), Run(StressRow.All[index]));
        while (collecting.Collections < Few); // where the other thread had no turn yet
        count.Rows++;
        count.Steps += steps;
        if (count.Rows == StressRow.All.Count)
            Assert.InRange(count.Steps, Least, int.MaxValue);
    }

    private const int Least = 20_000,
        Few = 20;

    private static (string Bits, int Steps) Run(StressRow row)
    {
        using var trace = new Trace();
        random.manual_seed(1);
        row.Run(trace);
        return (trace.Bits, trace.Steps);
    }

    /// <summary>Of all rows together.</summary>
    public sealed class Count
    {
        public int Rows { get; set; }

        public int Steps { get; set; }
    }
}
