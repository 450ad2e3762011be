namespace Ballast.Cli;

/// <summary>What there is to say about how data were read, a line for each sentence.</summary>
internal static class DataNotes
{
    private const int Most = 40;

    public static void Write(TextWriter to, IReadOnlyList<string> notes)
    {
        foreach (var note in notes.Take(Most))
            to.WriteLine($"data: {note}");
        if (notes.Count > Most)
            to.WriteLine($"data: and {notes.Count - Most} more; ballast check --json lists them all");
    }
}
