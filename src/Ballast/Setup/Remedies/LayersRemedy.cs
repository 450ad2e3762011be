namespace Ballast;

/// <summary>
/// A network whose outputs or gradients grow through depth or time in every batch: rescaled in rounds (<see cref="SetupCourse"/>), and then
/// eased until it begins at the loss of an answer that says nothing (<see cref="WeightEase"/>).
/// </summary>
internal sealed class LayersRemedy : IRemedy
{
    private SetupCourse? _course;

    public string Trouble => _course?.Trouble ?? "";

    public bool Suspects(Examination seen)
    {
        _course = new(seen.Losses.Count, standardise: null);
        _course.Learn(seen.First, 0);
        for (var batch = 1; _course.State.Stage == CourseStage.Looking; batch++)
            _course.Learn(seen.Look(batch), 0);
        return !_course.Ended;
    }

    public IReadOnlyList<string> Propose(Examination seen, int way)
    {
        var best = seen.FindBest();
        while (!_course!.Ended)
        {
            var (probe, swept) = seen.Pass(best, _course.Sweeps);
            _course.Learn(probe, swept);
        }

        List<string> done = [.. _course.Said];
        if (_course.State.Round > 0 && new WeightEase(seen.Model, seen.AllLosses).Run() is { } eased)
            done.Add(eased);
        return done;
    }
}
