using TorchSharp;

namespace Ballast.Cli.Tests.Models;

/// <summary>Layer lists from configs: what is built, and every message in full.</summary>
public sealed class LayerListTests
{
    [Fact]
    public void Children_are_named_by_type_and_number()
    {
        using var model = Built.Model(
            "{ layers: [ { type: conv, out: 4 }, relu, { type: conv, out: 4 }, relu, flatten, { type: linear, out: classes } ] }",
            Built.Images
        );
        Assert.Equal(
            ["input", "conv1", "relu1", "conv2", "relu2", "flatten1", "linear1"],
            model.named_children().Select(child => child.name)
        );
    }

    [Fact]
    public void Inputs_and_classes_are_known_from_the_data()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Built.Model(
            "{ layers: [ flatten, { type: linear, out: inputs }, { type: linear, out: classes } ] }",
            Built.Images
        );
        Assert.Equal([64, 64, 64, 10, 64, 10], model.parameters().SelectMany(p => p.shape));
    }

    [Fact]
    public void An_initialisation_of_the_list_holds_where_a_layer_has_none()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Built.Model(
            "{ init: zeros, layers: [ { type: linear, out: 4 }, { type: linear, out: 3, init: { name: orthogonal, gain: 2 } } ] }",
            Built.Rows
        );
        var weights = model.parameters().Where(p => p.ndim == 2).Select(p => p.square().sum().item<float>()).ToArray();
        Assert.Equal(0, weights[0]);
        Assert.Equal(12, weights[1], 4);
    }

    /// <summary>A transformer block is a list: attention and perceptron, each residual, normalised before or after.</summary>
    [Theory]
    [InlineData(
        "{ type: residual, layers: [ layer-norm, { type: attention, heads: 2, causal: true } ] }, { type: residual, layers: [ "
            + "layer-norm, { type: linear, out: 32 }, gelu, { type: linear, out: 8 } ] }"
    )]
    [InlineData(
        "{ type: residual, layers: [ { type: attention, heads: 2, causal: true } ] }, layer-norm, { type: residual, layers: [ { "
            + "type: linear, out: 32 }, gelu, { type: linear, out: 8 } ] }, layer-norm"
    )]
    public void Transformers_are_composed(string block)
    {
        using var scope = torch.NewDisposeScope();
        using var model = Built.Model(
            $"{{ layers: [ {{ type: embedding, out: 8, positions: true }}, {block}, {{ type: linear, out: classes }} ] }}",
            Built.Text
        );
        Assert.Equal([5, 6, 7], model.call(torch.randint(7, [5, 6])).shape);
    }

    /// <summary>
    /// Dropouts change no weight, whatever stands before or after, and have seeds from the model's, unless they bring one.
    /// </summary>
    [Fact]
    public void Dropouts_are_seeded_by_their_place()
    {
        using var scope = torch.NewDisposeScope();
        using var plain = Built.Model("{ layers: [ { type: linear, out: 4 }, { type: linear, out: 3 } ] }", Built.Rows);
        using var model = Built.Model(
            "{ layers: [ dropout, { type: linear, out: 4 }, { type: residual, layers: [ { type: gaussian-dropout, seed: 7 }, "
                + "drop-path ] }, { type: linear, out: 3 } ] }",
            Built.Rows
        );
        Assert.All(plain.parameters().Zip(model.parameters()), pair => Assert.True(pair.First.allclose(pair.Second, rtol: 0, atol: 0)));
        var seeds = Dropouts.Of(model).Select(module => module.Seed).ToArray();
        Assert.Equal(7, seeds[1]);
        Assert.Equal(3, seeds.OfType<long>().Distinct().Count());
    }

    public static TheoryData<string, string, string> Bad =>
        new()
        {
            { "images", "[ linear ]", "c.yaml:3:20: model.layers[0].out is missing. Add it, for instance 'out: 64'." },
            {
                "images",
                "[ { type: linear, ot: 3 } ]",
                "c.yaml:3:20: model.layers[0].out is missing. Is 'ot' meant? It must be 'out', for instance 'out: 64'."
            },
            {
                "images",
                "[ { type: linear, out: clases } ]",
                "c.yaml:3:41: model.layers[0].out is clases; it must be a whole number from 1 "
                    + "to 65536, or classes or inputs. Did you mean 'classes'?"
            },
            {
                "images",
                "[ { type: linear, out: 3, bais: false } ]",
                "c.yaml:3:44: model.layers[0].bais is not a setting of linear. Did you mean 'bias'? "
                    + "Known here: type, out, bias, reparam, init."
            },
            { "images", "[ { type: relu, slope: 1 } ]", "c.yaml:3:34: model.layers[0].slope is not a setting of relu. Known here: type." },
            {
                "images",
                "[ { type: residual, layers: [ { type: group-norm, groups: 0 } ] } ]",
                "c.yaml:3:76: model.layers[0].layers[0].groups is 0; it must be a whole number from 1 to 65536."
            },
            { "images", "[]", "c.yaml:3:18: model.layers is empty. Name at least one layer, for instance { type: linear, out: classes }." },
            {
                "images",
                "[ { type: linear, out: 3, init: { name: zeros, gain: 2 } } ]",
                "c.yaml:3:65: model.layers[0].init.gain is not a setting of zeros. Known here: name."
            },
            {
                "images",
                "[ flatten, { type: conv, out: 8 } ]",
                "c.yaml:3:29: model.layers[1] (conv) is given [64]: it needs [channels, length] "
                    + "or [channels, rows, columns]. Put it before any flatten."
            },
            {
                "images",
                "[ { type: conv, out: 8, kernel: 9, padding: 0 } ]",
                "c.yaml:3:20: model.layers[0] (conv) is given [1, 8, 8]: a kernel of 9 is larger than that with a padding of 0. "
                    + "Choose a smaller kernel, or pool less before it."
            },
            {
                "images",
                "[ max-pool, max-pool, max-pool, max-pool ]",
                "c.yaml:3:50: model.layers[3] (max-pool) is given [1, 1, 1]: a window of 2 is larger than that. Choose a smaller "
                    + "size, or remove a pooling before it."
            },
            {
                "images",
                "[ { type: conv, out: 8 }, { type: group-norm, groups: 3 } ]",
                "c.yaml:3:44: model.layers[1] (group-norm) is given [8, 8, 8]: 8 channels cannot be cut into 3 groups. Choose a "
                    + "number of groups that divides them."
            },
            {
                "images",
                "[ { type: residual, layers: [ { type: conv, out: 8 } ] } ]",
                "c.yaml:3:20: model.layers[0] (residual) is given [1, 8, 8]: its layers make [8, 8, 8] of that, and a residual "
                    + "block adds both. Let its last layer give the shape that arrives, or set 'shortcut: project'."
            },
            {
                "images",
                "[ flatten, spatial-dropout ]",
                "c.yaml:3:29: model.layers[1] (spatial-dropout) is given [64]: it drops whole channels of [channels, ...]. Use "
                    + "dropout here, or put it before any flatten."
            },
            {
                "images",
                "[ flatten, { type: drop-block, size: 3 } ]",
                "c.yaml:3:29: model.layers[1] (drop-block) is given [64]: it drops squares of images [channels, rows, columns]. "
                    + "Use dropout here, or put it before any flatten."
            },
            {
                "images",
                "[ { type: dropout, p: 1 } ]",
                "c.yaml:3:40: model.layers[0].p is 1; it must be a finite number at least 0 and at most 0.999."
            },
            {
                "images",
                "[ { type: lstm, out: 8 } ]",
                "c.yaml:3:20: model.layers[0] (lstm) is given [1, 8, 8]: it needs a sequence [steps, width]. Remove the flatten "
                    + "before it, or choose a data set of sequences."
            },
            {
                "images",
                "[ { type: embedding, out: 8 } ]",
                "c.yaml:3:20: model.layers[0] (embedding) is given [1, 8, 8]: these are numbers, not symbols. Only data of "
                    + "symbols need an embedding: remove it, or use a linear layer."
            },
            {
                "images",
                "[ { type: linear, out: classes } ]",
                "c.yaml:3:20: model.layers[0] (linear) is the last layer and gives [1, 8, 10], but the data and the loss need "
                    + "[10]. Before it, put { type: flatten }, { type: global-average-pool } for images, or { type: steps } for sequences."
            },
            {
                "images",
                "[ flatten, { type: linear, out: 9 } ]",
                "c.yaml:3:29: model.layers[1] (linear) is the last layer and gives [9], but the data and the loss need [10]. End "
                    + "with { type: linear, out: classes }."
            },
            {
                "images",
                "[ flatten, { type: linear, out: 65536 }, { type: linear, out: 65536 } ]",
                "c.yaml:3:59: model.layers[2] (linear) is given [65536]: it would have 4.29e+9 parameters, more than "
                    + "1,000,000,000. Make it narrower, or put a pooling layer before it."
            },
            {
                "sequences",
                "[ { type: attention, heads: 4 } ]",
                "c.yaml:3:20: model.layers[0] (attention) is given [6, 5]: a width of 5 cannot be cut into 4 heads. Choose a "
                    + "number of heads that divides the width."
            },
            {
                "steps",
                "[ { type: gru, out: 8 }, { type: linear, out: classes } ]",
                "c.yaml:3:43: model.layers[1] (linear) is the last layer and gives [3], but the data and the loss need [6, 3]. "
                    + "Every step is to be answered: let recurrent layers give 'output: all', and neither flatten nor pool."
            },
            {
                "text",
                "[ { type: linear, out: 8 } ]",
                "c.yaml:3:20: model.layers[0] (linear) is given [6]: these are symbols, "
                    + "not numbers. Put { type: embedding, out: 32 } first."
            },
        };

    [Theory, MemberData(nameof(Bad))]
    public void Says_which_layer_both_shapes_and_what_to_do(string task, string layers, string message)
    {
        var on = task switch
        {
            "images" => Built.Images,
            "sequences" => Built.Sequences,
            "steps" => Built.Steps,
            _ => Built.Text,
        };
        var fault = Record.Exception(() => Built.Model($"{{ layers: {layers} }}", on));
        Assert.True(fault is ConfigException or UsageException, fault?.ToString());
        Assert.Equal(message, fault!.Message);
    }
}
