namespace Ballast.Core.Tests.Viewing;

/// <summary>What a guard said is told again in Chinese, with its numbers and names, and what is not known is left as it is.</summary>
public sealed class RetellingTests
{
    [Theory]
    [InlineData("loss is NaN", "损失是 NaN")]
    [InlineData(
        "3 refused steps in a row; last: gradient not finite: first in fc.weight (2 of 12 values), while the loss is 1.5",
        "连续拒绝了 3 步；最后一步的原因：梯度不是有限值：最先出现在 fc.weight（12 个值中有 2 个），而损失是 1.5"
    )]
    [InlineData(
        "loss is NaN: back to the state after step 40, and on with the batches that follow, at a lower learning rate (attempt 2 of 5)",
        "损失是 NaN：回到第 40 步之后的状态，继续后面的批次，降低学习率（第 2 次，共 5 次）"
    )]
    [InlineData("critic: loss is NaN", "critic：损失是 NaN")]
    [InlineData(
        "step 7: set-up: inputs have size 300: standardised by (x - 5) / 290",
        "第 7 步：准备：输入的大小是 300：按 (x - 5) / 290 标准化"
    )]
    [InlineData(
        "gradient of a.weight is 9 times its usual norm (1 of 4 tensors clipped)",
        "a.weight 的梯度是平时范数的 9 倍（4 个张量中裁剪了 1 个）"
    )]
    public void It_is_told_with_its_numbers(string said, string told)
    {
        Assert.Equal(told, Retelling.Of(said, Language.Chinese));
        Assert.Equal(said, Retelling.Of(said, Language.English));
    }

    [Theory]
    [InlineData("")]
    [InlineData("my own rule says no")]
    [InlineData("[a-z]+ (.*) \\d{2,}; 100 %")]
    public void What_is_not_known_stays(string said) => Assert.Equal(said, Retelling.Of(said, Language.Chinese));

    /// <summary>Run files come from anywhere: pieces of forms over and over, to be fitted into holes in every way.</summary>
    [Fact]
    public void A_text_made_to_be_slow_is_not() =>
        Assert.NotEmpty(
            Retelling.Of(
                string.Concat(Enumerable.Repeat("Since step , of steps were refused (, of the last ): ", 400)) + "\n\0",
                Language.Chinese
            )
        );
}
