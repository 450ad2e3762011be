namespace Ballast.Cli.Tests.Importing;

/// <summary>Names as people log them, and what they are.</summary>
public sealed class LogRolesTests
{
    [Theory]
    [InlineData("loss", "loss")]
    [InlineData("train/loss", "loss")]
    [InlineData("train_loss_step", "loss")]
    [InlineData("Loss/train", "loss")]
    [InlineData("train/epoch_loss", "loss")]
    [InlineData("val_loss", "test-loss")]
    [InlineData("eval/loss", "test-loss")]
    [InlineData("Loss/test", "test-loss")]
    [InlineData("validation/epoch_loss", "test-loss")]
    [InlineData("acc", "accuracy")]
    [InlineData("sparse_categorical_accuracy", "accuracy")]
    [InlineData("val_acc", "test-accuracy")]
    [InlineData("grad_norm", "gradient-norm")]
    [InlineData("train/grad_norm", "gradient-norm")]
    [InlineData("grad_2.0_norm_total", "gradient-norm")]
    [InlineData("lr", "rate")]
    [InlineData("lr-AdamW/pg1", "rate")]
    [InlineData("train/learning_rate", "rate")]
    [InlineData("box_loss", "")]
    [InlineData("weight_decay", "")]
    [InlineData("norm", "")]
    [InlineData("val_grad_norm", "")]
    public void A_name_tells_what_it_is(string tag, string role)
    {
        var roles = LogRoles.Of(new Dictionary<string, int> { [tag] = 5 }, new Dictionary<string, string>());
        var found = new[]
        {
            ("loss", roles.Loss),
            ("accuracy", roles.Accuracy),
            ("test-loss", roles.TestLoss),
            ("test-accuracy", roles.TestAccuracy),
            ("gradient-norm", roles.GradientNorm),
            ("rate", roles.Rate),
        };
        Assert.Equal(role.Length == 0 ? [] : [role], found.Where(it => it.Item2 == tag).Select(it => it.Item1));
        Assert.Equal(role.Length == 0 ? [tag] : [], roles.Unused);
    }

    [Fact]
    public void Of_several_the_one_with_most_points_is_taken_unless_one_is_named()
    {
        var points = new Dictionary<string, int>
        {
            ["train_loss_epoch"] = 3,
            ["train_loss_step"] = 300,
            ["other"] = 9,
        };
        Assert.Equal("train_loss_step", LogRoles.Of(points, new Dictionary<string, string>()).Loss);
        Assert.Equal("other", LogRoles.Of(points, new Dictionary<string, string> { ["loss"] = "other" }).Loss);
    }

    [Fact]
    public void Norms_of_single_parameters_are_told_by_their_prefix()
    {
        var points = new Dictionary<string, int>
        {
            ["grad_2.0_norm/layer.weight"] = 3,
            ["grad_2.0_norm_total"] = 3,
            ["weight_norm/layer.weight"] = 3,
        };
        var roles = LogRoles.Of(points, new Dictionary<string, string>());
        Assert.Equal([("layer.weight", "grad_2.0_norm/layer.weight")], roles.Gradients.Select(it => (it.Key, it.Value)));
        Assert.Equal(("grad_2.0_norm_total", "weight_norm/layer.weight"), (roles.GradientNorm, roles.Weights["layer.weight"]));
        Assert.Empty(roles.Unused);
    }
}
