using TorchSharp;

namespace Ballast.Cli.Tests.Models;

public sealed class OwnModuleTests
{
    private static readonly string Library = typeof(OwnModuleTests).Assembly.Location;

    [Fact]
    public void Is_made_from_what_the_data_know()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Built.Model($"{{ assembly: '{Library}', type: Ballast.Cli.Tests.Models.FittingNet, init: zeros }}", Built.Images);
        Assert.Equal([10, 64, 10], model.parameters().SelectMany(p => p.shape));
        Assert.Equal(0, model.call(torch.randn(2, 1, 8, 8)).abs().max().item<float>());
    }

    [Fact]
    public void A_layer_that_hooks_cannot_see_is_named()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Built.Model($"{{ assembly: '{Library}', type: Ballast.Cli.Tests.Models.HiddenNet }}", Built.Images);
        Assert.Equal(["layer"], ModelProfile.Of(model, torch.randn(2, 1, 8, 8)).Profile.Unseen);
    }

    [Theory]
    [InlineData(
        "ThrowingNet",
        "the constructor of Ballast.Cli.Tests.Models.ThrowingNet threw InvalidOperationException: no weights file. Correct it, or "
            + "the sizes in the configuration."
    )]
    [InlineData(
        "PickyNet",
        "Ballast.Cli.Tests.Models.PickyNet has no public constructor that Ballast can call. Give it one without parameters, or "
            + "with (int inputs, int classes); both may be long."
    )]
    [InlineData(
        "NoNet",
        "Ballast.Cli.Tests.Models.NoNet is no module that maps one tensor to one. Derive it from TorchSharp's nn.Module<Tensor, "
            + "Tensor>, sealed or at least not abstract."
    )]
    [InlineData(
        "FitingNet",
        "there is no class Ballast.Cli.Tests.Models.FitingNet in Ballast.Cli.Tests.dll. Did you mean 'Ballast.Cli.Tests.Models.FittingNet'?"
    )]
    public void Says_what_is_wrong_with_the_class(string type, string message) =>
        Assert.StartsWith($"c.yaml:3:8: model: {message}", Refused($"{{ assembly: '{Library}', type: Ballast.Cli.Tests.Models.{type} }}"));

    [Fact]
    public void Says_what_is_wrong_with_the_file()
    {
        Assert.StartsWith(
            $"c.yaml:3:8: model: there is no file {Path.GetFullPath("none.dll")}. Build the library",
            Refused("{ assembly: none.dll, type: X }")
        );
        Assert.Contains(
            "cannot be loaded",
            Refused($"{{ assembly: '{Repository.File("Ballast.slnx")}', type: X }}"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "HiddenNet",
        "model own gives [2, 9] for a batch [2, 1, 8, 8], but cross-entropy with targets [2] needs [2, 10]. Change the last layer "
            + "or the loss. (cross-entropy met the label 9 in row 0 of the batch;"
    )]
    [InlineData(
        "BrokenNet",
        "model own cannot take a batch [2, 1, 8, 8]: cannot read this Change its layers, or give it data of another shape."
    )]
    public void Says_what_is_wrong_with_its_output(string type, string message)
    {
        using var scope = torch.NewDisposeScope();
        using var model = Built.Model($"{{ assembly: '{Library}', type: Ballast.Cli.Tests.Models.{type} }}", Built.Images);
        var batch = (torch.randn(2, 1, 8, 8), torch.tensor(new long[] { 9, 9 }));
        Assert.StartsWith(
            message,
            Assert.Throws<UsageException>(() => ModelCheck.Run("own", model, Losses.CrossEntropy(), batch, Built.Images)).Message
        );
    }

    private static string Refused(string model) => Assert.Throws<UsageException>(() => Built.Model(model, Built.Images)).Message;
}
