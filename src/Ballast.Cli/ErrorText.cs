using System.Text.RegularExpressions;

namespace Ballast.Cli;

/// <summary>
/// Makes a message fit to be shown: what it quotes may be a value of ten megabytes, or hold what moves a terminal's cursor.
/// </summary>
internal static partial class ErrorText
{
    private const int LongestWord = 300,
        ShownOfWord = 80,
        Longest = 4000;

    public static string Fit(string message)
    {
        var words = LongWord()
            .Replace(message.Length > Longest * 100 ? message[..(Longest * 100)] : message, word =>
                $"{word.Value[..ShownOfWord]}… ({message.Length switch { > Longest * 100 => "very many", _ => word.Length }} characters)"
            );
        var shown = words.Length > Longest ? $"{words[..Longest]}… (cut; {message.Length} characters)" : words;
        return string.Concat(shown.Select(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t') ? '?' : c));
    }

    [GeneratedRegex(@"\S{300,}")]
    private static partial Regex LongWord();
}
