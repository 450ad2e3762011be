using System.Diagnostics;
using Ballast;
using TorchSharp;
using static TorchSharp.torch;

#pragma warning disable BAL001 // what it marks is what is measured

namespace Temporaries;

/// <summary>One spelling over and over while another thread forces collections.</summary>
internal static class Spellings
{
    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor, Tensor>> s_all = new()
    {
        ["x + y"] = (x, y, mask) => x + y,
        ["x * 2"] = (x, y, mask) => x * 2,
        ["x * 0.5"] = (x, y, mask) => x * 0.5,
        ["x / 7"] = (x, y, mask) => x / 7,
        ["1 - x"] = (x, y, mask) => 1 - x,
        ["x > 0"] = (x, y, mask) => x > 0,
        ["x.square()"] = (x, y, mask) => x.square(),
        ["x.pow(3)"] = (x, y, mask) => x.pow(3),
        ["x.masked_fill(mask, -1)"] = (x, y, mask) => x.masked_fill(mask, -1),
        ["where(mask, x, 0f)"] = (x, y, mask) => where(mask, x, 0f),
        ["x.relu().sum()"] = (x, y, mask) => x.relu().sum(),
        ["x * 0.5.Held()"] = (x, y, mask) => x * 0.5.Held(),
        ["x.add(y, 1.Held())"] = (x, y, mask) => x.add(y, alpha: 1.Held()),
        ["x.pow(half)"] = (x, y, mask) =>
        {
            using Scalar half = 0.5;
            return x.pow(half);
        },
    };

    public static IEnumerable<string> Names => s_all.Keys;

    public static void Run(string name, bool scoped, double seconds)
    {
        random.manual_seed(1);
        using var x = rand(64, 64);
        using var y = rand(64, 64);
        using var mask = x.lt(y);
        var spelling = s_all[name];
        byte[] right;
        using (NewDisposeScope())
            right = spelling(x, y, mask).bytes.ToArray();
        var stop = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        var before = GC.CollectionCount(0);
        var (calls, threw, wrong, said) = (0, 0, 0, new SortedSet<string>());
        for (var since = Stopwatch.StartNew(); since.Elapsed.TotalSeconds < seconds; calls++)
        {
            using var scope = scoped ? NewDisposeScope() : null;
            try
            {
                using var result = spelling(x, y, mask);
                if (!result.bytes.SequenceEqual(right))
                    wrong++;
            }
            catch (Exception fault)
            {
                threw++;
                said.Add(fault.Message.Split('\n', '(')[0].Trim());
            }
        }

        Volatile.Write(ref stop, true);
        collector.Join();
        Console.WriteLine(
            $"{calls, 9:N0} calls, {GC.CollectionCount(0) - before, 7:N0} collections, "
                + $"{threw, 4} threw, {wrong, 4} wrong   {string.Join("; ", said)}"
        );
    }
}
