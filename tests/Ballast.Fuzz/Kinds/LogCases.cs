namespace Ballast.Fuzz;

/// <summary>Damaged logs of other tools.</summary>
internal static class LogCases
{
    private const string Csv =
        "epoch,lr-Adam,step,train_loss,val_acc,val_loss,grad_2.0_norm_total\n0,0.1,0,2.3,,,1.5\n0,0.1,10,2.1,,,4\n"
        + "0,,19,,0.21,2,\n1,0.1,30,nan,,,nan\n";

    public static FuzzCase Log(Mutator mutator, string place)
    {
        var isTable = mutator.Random.Next(2) == 0;
        var log = Path.Combine(place, isTable ? "log.csv" : "events.out.tfevents.1.host");
        File.WriteAllBytes(log, isTable ? mutator.Encoded(mutator.Text(Csv)) : mutator.Bytes(Events(place)));
        return new("log", ["import", log, "--out", Path.Combine(place, "imported")]);
    }

    private static byte[] Events(string place)
    {
        var folder = Path.Combine(place, "written");
        using (var sink = new TensorBoardSink(folder, every: 1))
            for (var step = 0; step < 10; step++)
            {
                var parameters = new[] { new ParameterReading(new ParameterInfo("layer.weight", [2]), 1.5, 1, 0, 3) };
                sink.Write(new StepRecord(new GradientReading(step, 2.0 / (step + 1), parameters), Verdict.Proceed));
            }

        return File.ReadAllBytes(Directory.GetFiles(folder).Single());
    }
}
