using System.Text;

namespace Ballast.Cli;

/// <summary>
/// Standard output and standard error that cannot hurt what the tool does: where one cannot be written to (a full disk, a terminal that is
/// gone), what was to be written is lost, which is said at the end, and nothing is thrown in the middle of a training.
/// </summary>
internal static class StandardStreams
{
    private static readonly Guarded s_out = new(Console.Out);

    /// <summary>Why standard output could not be written to; null while it can.</summary>
    public static string? Failure => s_out.Failure;

    /// <summary>Puts the guards up. Once, before anything is written.</summary>
    public static void Guard()
    {
        Console.SetOut(s_out);
        Console.SetError(new Guarded(Console.Error));
    }

    private sealed class Guarded(TextWriter to) : TextWriter
    {
        public string? Failure { get; private set; }

        public override Encoding Encoding => to.Encoding;

        public override void Write(char value) => Try(() => to.Write(value));

        public override void Write(char[] buffer, int index, int count) => Try(() => to.Write(buffer, index, count));

        public override void Write(string? value) => Try(() => to.Write(value));

        public override void WriteLine(string? value) => Try(() => to.WriteLine(value));

        public override void Flush() => Try(to.Flush);

        private void Try(Action write)
        {
            try
            {
                if (Failure is null)
                    write();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                Failure = fault.Message;
            }
        }
    }
}
