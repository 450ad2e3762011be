using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

public sealed class SignalStackTests
{
    /// <summary>On a processor with AMX the process ends here without the larger stack, and takes all tests with it.</summary>
    [Fact]
    public void A_null_reference_can_be_caught_after_a_product_in_bfloat16()
    {
        using var model = nn.Linear(65, 17).to(ScalarType.BFloat16);
        using var guard = StepGuard.For(model, Ballast.Optimizers.SGD(model.parameters(), 0.1));
        using var y = model.call(zeros(33, 65, ScalarType.BFloat16));
        var nothing = (string?[])[null];
        Assert.Throws<NullReferenceException>(() => nothing[0]!.Length);
    }

    [Fact]
    public void So_it_can_on_a_thread_of_ones_own()
    {
        Exception? caught = null;
        var thread = new Thread(() =>
        {
            SignalStack.Ensure();
            var nothing = (string?[])[null];
            caught = Record.Exception(() => nothing[0]!.Length);
        });
        thread.Start();
        thread.Join();
        Assert.IsType<NullReferenceException>(caught);
    }
}
