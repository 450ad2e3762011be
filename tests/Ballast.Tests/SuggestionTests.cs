namespace Ballast.Tests;

public sealed class SuggestionTests
{
    private static readonly string[] Known = ["relu", "tanh", "leaky-relu", "sigmoid"];

    [Theory]
    [InlineData("rleu", "relu")]
    [InlineData("Tanh", "tanh")]
    [InlineData("leakyrelu", "leaky-relu")]
    [InlineData("sigmod", "sigmoid")]
    [InlineData("swish", null)]
    [InlineData("", null)]
    public void Nearest_is_what_was_meant_or_nothing(string given, string? expected) =>
        Assert.Equal(expected, Suggestion.Nearest(given, Known));

    [Fact]
    public void Unknown_name_lists_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => Activations.Create("rleu"));
        Assert.StartsWith(
            "There is no activation named 'rleu'. Did you mean 'relu'? Known: relu, tanh, sigmoid, "
                + "gelu, silu, leaky-relu, selu, elu, softplus, exp, square.",
            error.Message
        );
    }
}
