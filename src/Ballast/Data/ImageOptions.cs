namespace Ballast;

/// <summary>How picture files become inputs.</summary>
public sealed record ImageOptions
{
    /// <summary>
    /// Rows and columns that every picture is resized to, without regard to its proportions. Default null: all have to be of one size
    /// already.
    /// </summary>
    public (int Rows, int Columns)? Size { get; init; }

    /// <summary>3 for red, green and blue; 1 for grey. What is transparent is black. Default 3.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>
    /// Keeps the decoded pixels in a file of the user's own data folder (<see cref="Datasets.Folder"/>), so that pictures are decoded once.
    /// It is made anew when a picture was added, removed or changed. Default true.
    /// </summary>
    public bool Cache { get; init; } = true;

    /// <summary>
    /// The largest share of the pictures of a class, or of all, that may be left out because they cannot be read: of another format, such
    /// as webp or heic, or damaged. At least 0 and at most 1. Default 0.01; what is left out is said.
    /// </summary>
    public double Skip { get; init; } = 0.01;
}
