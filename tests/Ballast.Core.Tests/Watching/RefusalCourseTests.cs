namespace Ballast.Core.Tests.Watching;

public sealed class RefusalCourseTests
{
    private static readonly Verdict Refused = Verdict.Skip("no");

    [Fact]
    public void Is_told_once_when_four_of_five_steps_are_refused_and_again_only_after_a_calm()
    {
        Assert.Equal([24L], Told(step => step >= 5 && step % 5 != 0, 200));
        Assert.Equal([15L, 115L], Told(step => step < 50 || (step >= 100 && step < 150), 200));
    }

    [Fact]
    public void Is_told_when_half_of_the_steps_are_refused_for_long_and_never_when_a_tenth_is()
    {
        Assert.Equal([99L], Told(step => step % 2 == 1, 300));
        Assert.Empty(Told(step => step % 10 == 1, 2000));
    }

    [Fact]
    public void Knows_since_when_how_many_and_of_what_kind()
    {
        var course = new RefusalCourse();
        for (var step = 0; step < 130; step++)
        {
            var bad = step >= 100 && step % 3 != 0;
            course.Learn(Some.Reading(step, bad ? double.NaN : 1, 1), bad ? Refused : Verdict.Proceed);
        }

        Assert.Equal((100, 20, 30, RefusalKind.Loss), (course.Since, course.Refused, course.Steps, course.Kind));
        Assert.False(course.FromTheFirst);
        Assert.True(course.IsOpen);
        for (var step = 130; step < 240; step++)
            course.Learn(Some.Reading(step, 1, 1), Verdict.Proceed);
        Assert.False(course.IsOpen);
    }

    [Fact]
    public void Counts_kinds_by_the_numbers()
    {
        Assert.Equal(RefusalKind.Gradient, KindOf(Some.Reading(0, 1, double.NaN)));
        Assert.Equal(RefusalKind.Loss, KindOf(Some.Reading(0, double.PositiveInfinity, double.NaN)));
        Assert.Equal(RefusalKind.Rule, KindOf(Some.Reading(0, 1, 1)));
        var poisoned = Some.Reading(0, 1, 1);
        poisoned.PoisonedBuffer = new("bn.running_var", 2, 4, IsNaN: true);
        Assert.Equal(RefusalKind.Buffer, KindOf(poisoned));
        Assert.False(poisoned.IsFinite);
        Assert.Equal(poisoned.PoisonedBuffer, poisoned.Keep().PoisonedBuffer);
        Assert.Contains("batch norm needs two rows", FiniteFloor.Judge(poisoned).Reason, StringComparison.Ordinal);

        static RefusalKind KindOf(GradientReading reading)
        {
            var course = new RefusalCourse();
            course.Learn(reading, Refused);
            Assert.True(course.FromTheFirst);
            return course.Kind;
        }
    }

    private static long[] Told(Func<long, bool> refused, int steps)
    {
        var course = new RefusalCourse();
        return
        [
            .. Enumerable
                .Range(0, steps)
                .Select(step => (long)step)
                .Where(step => course.Learn(Some.Reading(step, 1, 1), refused(step) ? Refused : Verdict.Proceed)),
        ];
    }
}
