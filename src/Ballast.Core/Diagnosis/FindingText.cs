using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

namespace Ballast;

/// <summary>A finding in words, from the resource file of a language.</summary>
public sealed partial class FindingText
{
    // one file per language and no satellites: the tool runs without cultures
    private static readonly ResourceManager s_english = new("Ballast.Diagnosis.Findings", typeof(FindingText).Assembly),
        s_chinese = new("Ballast.Diagnosis.FindingsChinese", typeof(FindingText).Assembly);
    private readonly Finding _finding;
    private readonly Language _language;

    private FindingText(Finding finding, Language language) => (_finding, _language) = (finding, language);

    /// <summary>The words of a finding.</summary>
    /// <param name="finding">What was found.</param>
    /// <param name="language">What has no translation is English.</param>
    public static FindingText Of(Finding finding, Language language = Language.English)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new(finding, language);
    }

    /// <summary>A cause in words, as the subject of a sentence.</summary>
    public static string Name(Cause cause, Language language = Language.English) => Text($"cause.{cause}", language);

    /// <summary>Whether there are words for such a code.</summary>
    public static bool Knows(string code) => Find($"{code}.title", Language.English) is not null;

    /// <summary>What it is, in a few words.</summary>
    public string Title => Filled("title");

    /// <summary>What was seen, with the numbers.</summary>
    public string What => Filled("what");

    /// <summary>Why that makes a training fail.</summary>
    public string Why => Filled("why");

    /// <summary>What to do.</summary>
    public string Remedy => Filled("do");

    /// <summary>The remedy as C#; empty where there is none.</summary>
    public string CSharp => Filled("cs");

    /// <summary>The remedy as lines of a config; empty where there is none.</summary>
    public string Config => Filled("yaml");

    /// <summary>Code, place and title in one line.</summary>
    public string Headline =>
        _finding.Where.Length == 0 ? $"{_finding.Code}: {Title}" : $"{_finding.Code} {Text("at", _language)} {_finding.Where}: {Title}";

    /// <summary>Since when.</summary>
    public string Since =>
        _finding.Since < 0
            ? Text("since.start", _language)
            : Text("since.step", _language)
                .Replace("{step}", _finding.Since.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>What it points to and what it speaks against; empty where nothing is known.</summary>
    public string Likely
    {
        get
        {
            var (comma, end) = (Text("comma", _language), Text("end", _language));
            var likely = string.Join(
                comma,
                _finding.Causes.Select(guess =>
                    $"{Name(guess.Cause, _language)} ({guess.Confidence.ToString("0%", CultureInfo.InvariantCulture)})"
                )
            );
            var out_ = string.Join(comma, _finding.RuledOut.Select(cause => Name(cause, _language)));
            return (likely.Length == 0 ? "" : $"{Text("likely", _language)}{likely}{end}")
                + (out_.Length == 0 ? "" : $" {Text("ruledout", _language)}{out_}{end}");
        }
    }

    /// <summary>All of it as paragraphs.</summary>
    public override string ToString() =>
        string.Join(
            "\n",
            new[] { $"{Headline} ({Since})", What, Why, Likely, Remedy, Code("C#", CSharp), Code("YAML", Config) }.Where(line =>
                line.Length > 0
            )
        );

    private static string Code(string name, string code) => code.Length == 0 ? "" : $"  {name}: {code}";

    private static string? Find(string key, Language language) =>
        (language == Language.Chinese ? s_chinese.GetString(key, CultureInfo.InvariantCulture) : null)
        ?? s_english.GetString(key, CultureInfo.InvariantCulture);

    private static string Text(string key, Language language) =>
        Find(key, language) ?? throw new ArgumentException($"There are no words for {key}.", nameof(key));

    private string Filled(string part) =>
        Find($"{_finding.Code}.{part}", _language) is { } text
            ? Slots().Replace(text, slot => Word(_finding.Evidence.GetValueOrDefault(slot.Groups[1].Value, slot.Value)))
            : "";

    // numbers and names of layers are the same in every language
    private string Word(string value) => Find($"word.{value}", _language) ?? value;

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slots();
}
