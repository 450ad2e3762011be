namespace Ballast.Cli.Tests;

/// <summary>Every message in full: what a user sees is part of the tool.</summary>
public sealed class ConfigErrorTests
{
    private const string Data = "data: fashion-mnist-sample\n";
    private const string Model = "model: mlp\n";
    private const string Optimizer = "optimizer: sgd\n";
    private const string Least = Data + Model + Optimizer;

    public static TheoryData<string, string> Bad =>
        new()
        {
            // the file as a whole
            {
                "",
                "c.yaml:1:1: the configuration is empty. It needs at least data, model and "
                    + "optimizer, for instance 'data: fashion-mnist-sample'."
            },
            {
                "# nothing\n",
                "c.yaml:1:1: the configuration is empty. It needs at least data, model and "
                    + "optimizer, for instance 'data: fashion-mnist-sample'."
            },
            {
                "- a\n- b\n",
                "c.yaml:1:1: the configuration must be a mapping of keys to values. It needs at least data, model and optimizer, "
                    + "for instance 'data: fashion-mnist-sample'."
            },
            { "data:\n\tname: x\n", "c.yaml:2:1: a tab indents this line; YAML allows only spaces there. Replace the tab with spaces." },
            {
                "data: fm\nmodel: { name: mlp\n",
                "c.yaml:3:1: this is not valid YAML: While parsing a flow mapping, did not find "
                    + "expected ',' or '}'. Correct the syntax at this place."
            },
            {
                "data: fm\nmodel: !![ mlp\n",
                "c.yaml:2:6: this is not valid YAML: a bracket, a quote or an indentation is out of place. "
                    + "Correct the syntax at or after this place."
            },
            { Least + "data: fashion-mnist\n", "c.yaml:4:1: data stands here a second time; the first is in line 1. Keep one of them." },
            { Least + "---\n" + Least, "c.yaml:4:1: a second YAML document begins here. Keep one document per file." },
            { "data: &d fashion-mnist\nmodel: *d\n", "c.yaml:2:8: anchors and aliases (&, *) are not read. Write the value out." },
            { "[a]: b\n", "c.yaml:1:1: a key must be a plain name. Write 'key: value'." },
            {
                Least + "x: " + new string('[', 40) + new string(']', 40),
                "c.yaml:4:36: the configuration is nested deeper than 32 levels. Flatten it."
            },
            {
                Least + "optimiser: sgd\n",
                "c.yaml:4:1: optimiser is not a section of a configuration. Did you mean 'optimizer'? Known here: train, loss, "
                    + "data, model, metrics, optimizer, schedule, guard, regularize."
            },
            { Model + Optimizer, "c.yaml:1:1: data is missing. Add it, for instance 'data: fashion-mnist-sample'." },
            { Data + Optimizer, "c.yaml:1:1: model is missing. Add it, for instance 'model: mlp'." },
            { Data + Model, "c.yaml:1:1: optimizer is missing. Add it, for instance 'optimizer: { name: adam, lr: 0.001 }'." },
            // data
            {
                "data: fashion-mnits\n" + Model + Optimizer,
                "c.yaml:1:7: data is fashion-mnits; it must be one of fashion-mnist-sample, fashion-mnist, idx, csv, npy, npz, "
                    + "images, circle, blob, two-moons, adding, temporal-order, echo, markov-text. Did you mean 'fashion-mnist'?"
            },
            {
                "data: { batch: 64 }\n" + Model + Optimizer,
                "c.yaml:1:7: data.name is missing. Add it, for instance 'name: fashion-mnist-sample'."
            },
            { "data:\n" + Model + Optimizer, "c.yaml:1:6: data has no value; it must be a name or a mapping with a name." },
            { "data: [a]\n" + Model + Optimizer, "c.yaml:1:7: data is a list; it must be a name or a mapping with a name." },
            {
                "data: { name: fashion-mnist-sample, root: x }\n" + Model + Optimizer,
                "c.yaml:1:37: data.root is not a setting of fashion-mnist-sample. Known here: name, batch, normalize, split, augment."
            },
            {
                "data: { name: fashion-mnist, bacth: 4 }\n" + Model + Optimizer,
                "c.yaml:1:30: data.bacth is not a setting of fashion-mnist. Did you mean 'batch'? "
                    + "Known here: name, root, batch, normalize, split, augment."
            },
            {
                "data: { name: fashion-mnist, batch: 0 }\n" + Model + Optimizer,
                "c.yaml:1:37: data.batch is 0; it must be a whole number from 1 to 1000000."
            },
            {
                "data: { name: fashion-mnist, batch: 6.5 }\n" + Model + Optimizer,
                "c.yaml:1:37: data.batch is 6.5; it must be a whole number from 1 to 1000000."
            },
            {
                "data: { name: fashion-mnist, batch: 99999999999999999999 }\n" + Model + Optimizer,
                "c.yaml:1:37: data.batch is 99999999999999999999; it must be a whole number from 1 to 1000000."
            },
            {
                "data: { name: fashion-mnist, normalize: standrad }\n" + Model + Optimizer,
                "c.yaml:1:41: data.normalize is standrad; it must be one of standard, unit, none. Did you mean 'standard'?"
            },
            // model
            {
                Data + Optimizer + "model: { name: mlp, channels: [4] }\n",
                "c.yaml:3:21: model.channels is not a setting of mlp. Known here: name, hidden, activation, init, "
                    + "lsuv, precision, weights."
            },
            {
                Data + Optimizer + "model: { name: mlp, hidden: 64 }\n",
                "c.yaml:3:29: model.hidden is 64; it must be a list of at most 1000 widths, for instance [128, 128]."
            },
            {
                Data + Optimizer + "model: { name: mlp, hidden: [64, 0] }\n",
                "c.yaml:3:34: model.hidden[1] is 0; it must be a whole number from 1 to 65536."
            },
            {
                Data + Optimizer + "model: { name: mlp, activation: rleu }\n",
                "c.yaml:3:33: model.activation is rleu; it must be one of relu, tanh, sigmoid, gelu, silu, leaky-relu, selu, elu, "
                    + "softplus, exp, square. Did you mean 'relu'?"
            },
            {
                Data + Optimizer + "model: { name: mlp, init: { name: he, gain: -1 } }\n",
                "c.yaml:3:45: model.init.gain is -1; it must be a finite number above 0 and at most 1000000."
            },
            {
                Data + Optimizer + "model: { name: mlp, init: { name: he, std: 1 } }\n",
                "c.yaml:3:39: model.init.std is not a setting of an initialisation. Known here: name, gain."
            },
            // optimizer
            {
                Data + Model + "optimizer: { name: sgd, lr: -0.1 }\n",
                "c.yaml:3:29: optimizer.lr is -0.1; it must be a finite number above 0 and at most 1000000."
            },
            {
                Data + Model + "optimizer: { name: sgd, lr: .nan }\n",
                "c.yaml:3:29: optimizer.lr is .nan; it must be a finite number above 0 and at most 1000000."
            },
            {
                Data + Model + "optimizer: { name: sgd, lr: NaN }\n",
                "c.yaml:3:29: optimizer.lr is NaN; it must be a finite number above 0 and at most 1000000."
            },
            {
                Data + Model + "optimizer: { name: sgd, lr: .inf }\n",
                "c.yaml:3:29: optimizer.lr is .inf; it must be a finite number above 0 and at most 1000000."
            },
            {
                Data + Model + "optimizer: { name: sgd, lr: 1e999 }\n",
                "c.yaml:3:29: optimizer.lr is 1e999; it must be a finite number above 0 and at most 1000000."
            },
            {
                Data + Model + "optimizer: { name: sgd, lr: \"0.1\" }\n",
                "c.yaml:3:29: optimizer.lr is the quoted text '0.1'; it must be a finite number above 0 and at most 1000000."
            },
            {
                Data + Model + "optimizer: { name: sgd, lr: }\n",
                "c.yaml:3:29: optimizer.lr has no value; it must be a finite number above 0 and at most 1000000."
            },
            {
                Data + Model + "optimizer: { name: adam, momentum: 0.9 }\n",
                "c.yaml:3:26: optimizer.momentum is not a setting of adam. Known here: name, lr, eps, weight-decay, betas, decay-vectors."
            },
            {
                Data + Model + "optimizer: { name: sgd, momentum: 1 }\n",
                "c.yaml:3:35: optimizer.momentum is 1; it must be a finite number at least 0 and below 1."
            },
            {
                Data + Model + "optimizer: { name: sgd, nesterov: true }\n",
                "c.yaml:3:35: optimizer.nesterov is true; that needs a momentum above 0 and no dampening. Set momentum, for "
                    + "instance to 0.9, and remove dampening."
            },
            {
                Data + Model + "optimizer: { name: sgd, nesterov: yes }\n",
                "c.yaml:3:35: optimizer.nesterov is yes; it must be one of true, false."
            },
            {
                Data + Model + "optimizer: { name: adam, betas: [0.9] }\n",
                "c.yaml:3:33: optimizer.betas is a list; it must be a list of two numbers, for instance [0.9, 0.999]."
            },
            {
                Data + Model + "optimizer: { name: adam, betas: [0.9, 1] }\n",
                "c.yaml:3:39: optimizer.betas[1] is 1; it must be a finite number at least 0 and below 1."
            },
            // the rest
            {
                Least + "loss: msee\n",
                "c.yaml:4:7: loss is msee; it must be one of cross-entropy, bce-with-logits, mse, mae, huber, poisson-nll, "
                    + "gaussian-nll, cross-entropy-loss, binary-cross-entropy-with-logits. Did you mean 'mse'?"
            },
            { Least + "loss: { name: mse, delta: 1 }\n", "c.yaml:4:20: loss.delta is not a setting of mse. Known here: name." },
            {
                Least + "loss: { name: cross-entropy, weight: [0, 0] }\n",
                "c.yaml:4:38: loss.weight is a list; it must be a list with at least one number above 0."
            },
            {
                Least + "metrics: [r2]\n",
                "c.yaml:4:11: metrics[0] is r2; it must be a metric of classes, which is what cross-entropy is for: accuracy, "
                    + "top-k, confusion, precision, recall, f1, perplexity."
            },
            { Least + "metrics: [f1, f1]\n", "c.yaml:4:15: metrics[1] is f1; it must be another metric: f1 is in the list already." },
            {
                Least + "schedule: { name: step, every: 0 }\n",
                "c.yaml:4:32: schedule.every is 0; it must be a whole number of steps from 1 to 1000000000, or a share of the "
                    + "training above 0 and below 1."
            },
            {
                Least + "schedule: { name: step, every: 2.5 }\n",
                "c.yaml:4:32: schedule.every is 2.5; it must be a whole number of steps from 1 to 1000000000, or a share of the "
                    + "training above 0 and below 1."
            },
            {
                Least + "schedule: { name: cosine, warmup: -1 }\n",
                "c.yaml:4:35: schedule.warmup is -1; it must be a whole number of steps from 0 to 1000000000, or a share of the "
                    + "training above 0 and below 1."
            },
            { Least + "guard: on\n", "c.yaml:4:8: guard is on; it must be one of auto, observe, off." },
            {
                Least + "guard: { rules: [ { name: clip-norm } ] }\n",
                "c.yaml:4:19: guard.rules[0].max is missing. Add it, for instance 'max: 1'."
            },
            {
                Least + "guard: { rules: [ { name: clip-norm, max: 0 } ] }\n",
                "c.yaml:4:43: guard.rules[0].max is 0; it must be a finite number above 0 and at most 1000000."
            },
            {
                Least + "guard: { rules: [ clip-nrom ] }\n",
                "c.yaml:4:19: guard.rules[0] is clip-nrom; it must be one of clip-norm, "
                    + "clip-each, clip-spikes, autoclip, zclip, adagc, loss-spike, escalate. Did you mean 'clip-norm'?"
            },
            {
                Least + "guard: { preset: off, rules: [ { name: clip-norm, max: 1 } ] }\n",
                "c.yaml:4:30: guard.rules is given, but guard.preset is off, so no rule would act. Choose the preset auto or "
                    + "observe, or remove the rules."
            },
            {
                Least + "guard: observe\nregularize: [ deadly-flip ]\n",
                "c.yaml:5:13: regularize names deadly-flip, but guard.preset is observe, so no neuron would flip. Choose the "
                    + "preset auto, or off for the flip alone, or remove deadly-flip."
            },
            {
                Least + "regularize: { name: dropout }\n",
                "c.yaml:4:13: regularize is a mapping; it must be a list, for instance [ { name: dropout, p: 0.2 } ]."
            },
            {
                Least + "regularize: [ dorpout ]\n",
                "c.yaml:4:15: regularize[0] is dorpout; it must be one of dropout, spatial-dropout, alpha-dropout, "
                    + "gaussian-dropout, drop-connect, drop-block, drop-path, variational-dropout, recurrent-dropout, zoneout, "
                    + "r-drop, deadly-flip. Did you mean 'dropout'?"
            },
            {
                Least + "regularize: [ { name: dropout, p: 1 } ]\n",
                "c.yaml:4:35: regularize[0].p is 1; it must be a finite number at least 0 and below 1."
            },
            {
                Least + "regularize: [ { name: dropout, p: .nan } ]\n",
                "c.yaml:4:35: regularize[0].p is .nan; it must be a finite number at least 0 and below 1."
            },
            {
                Least + "regularize: [ { name: dropout, size: 3 } ]\n",
                "c.yaml:4:32: regularize[0].size is not a setting of dropout. Known here: name, p, schedule, schedule-steps, seed."
            },
            {
                Least + "regularize: [ { name: dropout, schedule: earyl } ]\n",
                "c.yaml:4:42: regularize[0].schedule is earyl; it must be one of constant, early, late, curriculum. Did you mean 'early'?"
            },
            { Least + "regularize: [ dropout, dropout ]\n", "c.yaml:4:24: regularize names dropout twice. Keep one." },
            {
                Least + "regularize:\n  - r-drop\n  - drop-path\n",
                "c.yaml:6:5: regularize[1]: drop-path has no place in mlp. Choose one of dropout, alpha-dropout, "
                    + "gaussian-dropout, drop-connect, r-drop, deadly-flip."
            },
            {
                Least + "regularize: [ { name: r-drop, alpha: 0 } ]\n",
                "c.yaml:4:38: regularize[0].alpha is 0; it must be a finite number above 0 and at most 1000000."
            },
            {
                Data + "optimizer: sgd\nmodel: lstm\nregularize: [ zoneout, recurrent-dropout ]\n",
                "c.yaml:4:24: regularize[1]: zoneout and recurrent-dropout want the same place in a cell. Keep one."
            },
            {
                Data + "optimizer: sgd\nmodel: rnn\nregularize: [ recurrent-dropout ]\n",
                "c.yaml:4:15: regularize[0]: recurrent-dropout has no place in rnn. Choose one of dropout, gaussian-dropout, "
                    + "variational-dropout, zoneout, r-drop, deadly-flip."
            },
            {
                Data + "optimizer: sgd\nmodel: { layers: [ relu ] }\nregularize: [ dropout ]\n",
                "c.yaml:4:15: regularize[0]: dropout finds its place in models of the zoo only. Put it into model.layers."
            },
            {
                Least + "train: { checkpoint: { every: 0 } }\n",
                "c.yaml:4:31: train.checkpoint.every is 0; it must be a whole number from 1 to 1000000000."
            },
            { Least + "train: { checkpoint: never }\n", "c.yaml:4:22: train.checkpoint is never; it must be one of steps, none." },
            {
                Least + "train: { early-stopping: { metric: loss } }\n",
                "c.yaml:4:26: train.early-stopping.patience is missing. Add it, for instance 'patience: 3'."
            },
            {
                Least + "train: { device: gpu }\n",
                "c.yaml:4:18: train.device is gpu; it must be cpu, cuda or cuda:N with the number of the device. Did you mean 'cpu'?"
            },
            { Least + "train: fast\n", "c.yaml:4:8: train is fast; it must be a mapping of keys to values." },
        };

    [Theory, MemberData(nameof(Bad))]
    public void Says_where_what_and_what_to_do(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigException>(() => TrainConfig.Parse(text, "c.yaml")).Message);

    [Theory]
    [InlineData("optimizer.lr", "--set optimizer.lr: this is not KEY=VALUE. Write for instance --set optimizer.lr=0.1.")]
    [InlineData("=1", "--set =1: this is not KEY=VALUE. Write for instance --set optimizer.lr=0.1.")]
    [InlineData("a..b=1", "--set a..b=1: this is not KEY=VALUE. Write for instance --set optimizer.lr=0.1.")]
    [InlineData("optimizer.lr=-1", "--set optimizer.lr=-1: optimizer.lr is -1; it must be a finite number above 0 and at most 1000000.")]
    [InlineData("optimizer.lr=", "--set optimizer.lr=: optimizer.lr has no value; it must be a finite number above 0 and at most 1000000.")]
    [InlineData(
        "optimizer.momentun=0",
        "--set optimizer.momentun=0: optimizer.momentun is not a setting of sgd. Did you mean 'momentum'? Known here: name, lr, "
            + "momentum, dampening, weight-decay, nesterov, decay-vectors."
    )]
    [InlineData(
        "model=plain-cmn",
        "--set model=plain-cmn: model is plain-cmn; it must be one of mlp, plain-cnn, "
            + "resnet, rnn, gru, lstm, transformer. Did you mean 'plain-cnn'?"
    )]
    [InlineData(
        "regularize.0=x",
        "--set regularize.0=x: regularize is a list; its items cannot be set one by one. Set the whole list: --set \"regularize=[...]\"."
    )]
    public void A_bad_override_is_shown_as_it_was_typed(string setting, string message) =>
        Assert.Equal(
            message,
            Assert.Throws<ConfigException>(() => TrainConfig.Parse(Least + "regularize: []\n", "c.yaml", [setting])).Message
        );

    [Fact]
    public void A_new_name_that_does_not_know_an_old_setting_is_refused()
    {
        const string text = Data + Model + "optimizer: { name: sgd, momentum: 0.9 }\n";
        Assert.Equal(
            "c.yaml:3:25: optimizer.momentum is not a setting of adam. Known here: name, lr, eps, weight-decay, betas, decay-vectors.",
            Assert.Throws<ConfigException>(() => TrainConfig.Parse(text, "c.yaml", ["optimizer=adam"])).Message
        );
    }

    [Fact]
    public void The_parts_of_a_message_can_be_asked_for()
    {
        var error = Assert.Throws<ConfigException>(() => TrainConfig.Parse(Data + "model: mpl\n" + Optimizer, "c.yaml"));
        Assert.Equal(
            (new ConfigPlace("c.yaml", 2, 8), "model", "mpl", "one of mlp, plain-cnn, resnet, rnn, gru, lstm, transformer", "mlp"),
            (error.Place, error.Path, error.Value, error.Allowed, error.Nearest)
        );
    }

    [Fact]
    public void Files_that_cannot_be_read_say_so()
    {
        var folder = Directory.CreateTempSubdirectory("ballast-config").FullName;
        Assert.Equal($"{folder}: this is a folder, not a configuration file. Give the path of a YAML file.", Message(folder));
        Assert.Equal($"{folder}/none.yaml: there is no such file. Check the path.", Message(folder + "/none.yaml"));
        Assert.Equal(
            ": this file cannot be read: The value cannot be an empty string. (Parameter 'path') Check the path and its permissions.",
            Message("")
        );
        var large = Path.Combine(folder, "large.yaml");
        File.WriteAllText(large, new string('#', 2_000_000));
        Assert.Equal($"{large}: this file is larger than 1 MiB, which no configuration is. Give the path of a YAML file.", Message(large));
        var binary = Path.Combine(folder, "binary.yaml");
        File.WriteAllBytes(binary, [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 37))]);
        Assert.StartsWith(binary + ":", Message(binary));
        Directory.Delete(folder, recursive: true);

        static string Message(string path) => Assert.Throws<ConfigException>(() => TrainConfig.Load(path)).Message;
    }
}
