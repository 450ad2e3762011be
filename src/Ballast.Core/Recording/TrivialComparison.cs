namespace Ballast;

/// <summary>
/// A trained model beside the trivial predictor: the one constant answer that is best on the training part, on the same test data.
/// </summary>
/// <param name="Loss">Test loss of the trivial predictor.</param>
/// <param name="Accuracy">Share of the test data that are of the training part's most frequent class; NaN where numbers are
/// predicted.</param>
/// <param name="Learned">What was learned; null where the test data are too few to tell.</param>
/// <param name="Sentence">Where nothing was learned, what that means and the likely reason that the record shows, in words; empty
/// otherwise.</param>
public sealed record TrivialComparison(double Loss, double Accuracy, Learned? Learned, string Sentence)
{
    /// <summary><c>yes</c>, <c>no</c>, <c>worse</c>, or null where it cannot be told.</summary>
    public string? Word =>
        Learned switch
        {
            Ballast.Learned.Yes => "yes",
            Ballast.Learned.No => "no",
            Ballast.Learned.Worse => "worse",
            _ => null,
        };
}
