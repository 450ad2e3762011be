using System.Globalization;
using System.Resources;
using System.Runtime.CompilerServices;

namespace Ballast.Cli;

/// <summary>
/// What the tool says, in a language. Sentences stand in the code in English, where they are read together with what they say; a
/// translation is found by that sentence, with its holes as <c>{0}</c>. What has none is English.
/// </summary>
internal sealed class Speech
{
    private static readonly ResourceManager s_chinese = new("Ballast.Cli.Screens.Chinese", typeof(Speech).Assembly);
    private readonly Language _language;

    private Speech(Language language) => _language = language;

    public static Speech English { get; } = new(Language.English);

    public static Speech Chinese { get; } = new(Language.Chinese);

    /// <summary>That of a language.</summary>
    public static Speech In(Language language) => language == Language.Chinese ? Chinese : English;

    /// <summary>A sentence.</summary>
    public string Of(FormattableString text) => Translated(text).ToString(CultureInfo.InvariantCulture);

    /// <summary>A sentence with its holes still open, for who fills them with care.</summary>
    public FormattableString Translated(FormattableString text) =>
        _language == Language.Chinese && s_chinese.GetString(text.Format, CultureInfo.InvariantCulture) is { } found
            ? FormattableStringFactory.Create(found, text.GetArguments())
            : text;

    /// <summary>What a guard said.</summary>
    public string Said(string text) => Retelling.Of(text, _language);

    /// <summary>A number of steps.</summary>
    public string Steps(long count) => count == 1 ? Of($"1 step") : Of($"{Words.Whole(count)} steps");

    /// <summary>A duration.</summary>
    public string Time(TimeSpan time) =>
        time switch
        {
            { TotalSeconds: < 9.95 } => Of($"{time.TotalSeconds:0.0} s"),
            { TotalMinutes: < 1 } => Of($"{time.TotalSeconds:0} s"),
            { TotalHours: < 1 } => Of($"{time.Minutes} min {time.Seconds} s"),
            _ => Of($"{(int)time.TotalHours} h {time.Minutes} min"),
        };
}
