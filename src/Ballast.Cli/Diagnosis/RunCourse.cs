namespace Ballast.Cli;

/// <summary>What a run file says of a training, as symptoms look at it.</summary>
internal static class RunCourse
{
    private const int Ring = 64;

    public static CourseReading Read(RunFile run)
    {
        List<double> losses = [],
            norms = [];
        var last = run.LastStep;
        Queue<float[]> latest = new();
        var parameters = run.Parameters();
        var silent = new long[parameters.Count];
        long? broken = null;
        var byGradient = false;
        var at = "";
        foreach (var step in run.Steps(statistics: true))
        {
            losses.Add(step.Loss);
            norms.Add(step.GradientNorm);
            var row = step.Parameters.GradientNorms;
            if (broken is null && (!double.IsFinite(step.Loss) || step.NonFinite > 0))
            {
                (broken, byGradient) = (losses.Count - 1, double.IsFinite(step.Loss));
                for (var i = row.Count - 1; i >= 0 && byGradient && at.Length == 0; i--)
                    if (!float.IsFinite(row[i]))
                        at = parameters[i].Name;
            }

            if (row.Count != silent.Length)
                continue;
            for (var i = 0; i < row.Count; i++)
                silent[i] = row[i] == 0 ? silent[i] + 1 : 0;
            if (latest.Count == Ring)
                latest.Dequeue();
            latest.Enqueue([.. row]);
        }

        return new()
        {
            Losses = losses,
            GradientNorms = norms,
            Parameters = parameters,
            Latest = [.. latest],
            SilentFor = latest.Count == 0 ? [] : silent,
            BrokenSince = broken,
            BrokenByGradient = byGradient,
            BrokenAt = at,
        };
    }
}
