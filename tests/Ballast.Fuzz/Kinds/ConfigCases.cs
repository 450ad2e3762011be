namespace Ballast.Fuzz;

/// <summary>Damaged configurations.</summary>
internal static class ConfigCases
{
    private static readonly string[] Texts =
    [
        """
            data: { name: two-moons, samples: 200, batch: 16, noise: 0.3, split: { validation: 0.1, test: 0.2, seed: 3 } }
            model:
              name: mlp
              hidden: [8, 8]
              activation: gelu
              init: { name: he, gain: 2.5 }
            loss: { name: cross-entropy, label-smoothing: 0.1 }
            optimizer: { name: adamw, lr: 0.01, betas: [0.9, 0.99], weight-decay: 0.1 }
            schedule: { name: cosine, warmup: 5 }
            guard: { preset: auto, rules: [ { name: clip-norm, max: 1 } ] }
            train:
              { epochs: 2, seed: 1, threads: 1, accumulate: 2, max-steps: 3, checkpoint: { every: 2, keep: 1 },
                early-stopping: { metric: loss, patience: 2 } }
            """,
        """
            data: { name: adding, samples: 60, length: 8, batch: 8 }
            model: { name: lstm, width: 8, depth: 2, output: last }
            loss: mse
            metrics: [r2, mae]
            optimizer: { name: sgd, lr: 0.1, momentum: 0.9, nesterov: true }
            regularize: [ { name: dropout, p: 0.2 } ]
            train: { max-steps: 2, threads: 1 }
            """,
        """
            data: { name: markov-text, samples: 60, length: 6, batch: 8 }
            model: { name: transformer, width: 8, depth: 1, heads: 2, causal: true, norm-first: false }
            optimizer: { name: muon, lr: 0.02 }
            train: { max-steps: 2, threads: 1 }
            """,
        """
            data: { name: echo, samples: 60, length: 6, delay: 2, batch: 8 }
            model:
              layers:
                - { type: linear, out: 8 }
                - { type: residual, layers: [ { type: layer-norm }, { type: attention, heads: 2 } ] }
                - { type: gru, out: 6, output: all }
                - { type: dropout, p: 0.1 }
                - { type: linear, out: classes }
            optimizer: { name: lion, lr: 0.001 }
            train: { max-steps: 2, threads: 1 }
            """,
        """
            data: { name: fashion-mnist-sample, batch: 32, augment: { crop: 2, flip: true, cutout: 4 }, normalize: unit }
            model: { name: plain-cnn, channels: [4, 4], hidden: [8] }
            loss: { name: bce-with-logits }
            metrics: [accuracy, f1]
            optimizer: { name: rmsprop, lr: 0.01, alpha: 0.9, centered: true }
            train: { max-steps: 1, threads: 1 }
            """,
    ];

    public static FuzzCase Check(Mutator mutator, string place) => new("config check", ["check", Written(mutator, place), "--quiet"]);

    // a few steps, whatever became of the config's own limits
    public static FuzzCase Train(Mutator mutator, string place) =>
        new(
            "config train",
            [
                "train",
                Written(mutator, place),
                "--set",
                "train.max-steps=2",
                "--set",
                "train.threads=1",
                "--out",
                Path.Combine(place, "run"),
                "--quiet",
            ]
        );

    private static string Written(Mutator mutator, string place)
    {
        var file = Path.Combine(place, "c.yaml");
        File.WriteAllBytes(file, mutator.Encoded(mutator.Text(mutator.Of(Texts))));
        return file;
    }
}
