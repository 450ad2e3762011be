using System.CommandLine;

namespace Ballast.Cli;

/// <summary>
/// <c>ballast check CONFIG.yaml</c>: everything a training needs is built and one batch sent through it; nothing is written.
/// </summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("config") { Description = "A YAML file; see samples/." };
        var sets = new Option<string[]>("--set")
        {
            Description = "Override one value, as in train. May be repeated.",
            AllowMultipleArgumentsPerToken = false,
        };
        var instruments = new Option<bool>("--instruments")
        {
            Description = "Also the gradient noise scale, the largest eigenvalue of the Hessian, and ranks of the weights.",
        };
        var command = new Command("check", "Check a config and its model before training: every layer with its size.")
        {
            path,
            sets,
            instruments,
        };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(path)!,
                parsed.GetValue(sets) ?? [],
                parsed.GetValue(GlobalOptions.Json),
                parsed.GetValue(GlobalOptions.Quiet),
                GlobalOptions.LanguageOf(parsed),
                parsed.GetValue(instruments)
            )
        );
        return command;
    }

    private static int Run(string path, string[] sets, bool json, bool quiet, Language language, bool asks)
    {
        var speech = Speech.In(language);
        var config = TrainConfig.Load(path, sets);
        using var parts = TrainingParts.Build(config);
        var profile = parts.Profile;
        var weights = parts.LoadWeights(config);
        if (!quiet)
            DataNotes.Write(json ? Console.Error : Console.Out, weights is null ? parts.Data.Notes : [.. parts.Data.Notes, weights]);
        if (!quiet)
            ModelTable.Write(
                json ? Console.Error : Console.Out,
                speech.Of($"{config.Model.Name} on {config.Data.Name}: ")
                    + speech.Of($"one input is {LayerException.Shape(parts.Task.InputShape)}, ")
                    + speech.Of($"one answer {LayerException.Shape(parts.Task.OutputShape)}"),
                profile,
                speech
            );
        var diagnosis = Preflight.Inspect(
            parts.Model,
            parts.Batches.Peek(12).Select(batch => (batch.x, batch.y)),
            parts.Loss,
            parts.Optimizer
        );
        if (!quiet)
            FindingScreen.Write(json ? Console.Error : Console.Out, diagnosis, language);
        var panel = asks ? new InstrumentPanel(parts) : null;
        if (!quiet)
            panel?.Write(json ? Console.Error : Console.Out);
        if (json)
            JsonLine.Write(Summary(profile, parts.Data.Notes, diagnosis, language, panel));
        return ExitCode.Done;
    }

    private static object Summary(
        ModelProfile it,
        IReadOnlyList<string> notes,
        Diagnosis diagnosis,
        Language language,
        InstrumentPanel? panel
    ) =>
        new
        {
            command = "check",
            status = "ok",
            layers = it.Parts.Select(part => new
            {
                name = part.Name,
                type = part.Type,
                output = part.Output,
                parameters = part.Parameters,
                multiplyAdds = part.MultiplyAdds,
                rms = part.Rms,
            }),
            parameters = it.Parameters,
            multiplyAdds = it.MultiplyAdds,
            loss = it.Loss,
            unseen = it.Unseen,
            notes,
            findings = FindingScreen.Json(diagnosis, language),
            instruments = panel?.Json,
        };
}
