using System.Buffers;
using System.Globalization;

namespace Ballast;

/// <summary>What may stand before or after the digits of a number: a currency, a percent sign, a unit.</summary>
internal static class CurrencySign
{
    private const int LongestUnit = 8;

    // ISO 4217, the currencies in use
    private const string Codes =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD "
        + "BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK "
        + "DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD "
        + "JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK "
        + "LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP "
        + "PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG "
        + "SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF "
        + "XCD XOF XPF YER ZAR ZMW ZWL BTC";

    private static readonly HashSet<string> Iso = [.. Codes.Split(' ')];
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = Iso.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly string[] Leaders = ["SFr.", "Fr.", "Rs.", "Rs", "kr.", "kr"];
    private static readonly SearchValues<char> Shares = SearchValues.Create("%‰");

    /// <summary>
    /// Whether a sign is a currency or a share, and so makes a number even of a single cell; a unit does only in a whole column.
    /// </summary>
    public static bool IsSure(string sign) =>
        sign.Length == 0 || Iso.Contains(sign) || Leaders.Contains(sign) || sign.Any(c => IsSymbol(c) || Shares.Contains(c));

    /// <summary>Takes a currency off the beginning.</summary>
    public static string Leading(ref ReadOnlySpan<char> text)
    {
        var length = 0;
        var symbol =
            text[..Math.Min(4, text.Length)].IndexOfAnyInRange('\u00a2', '\u20cf') is var far and >= 0 && IsSymbol(text[far])
                ? far
                : text[..Math.Min(4, text.Length)].IndexOf('$');
        if (symbol >= 0 && AllLetters(text[..symbol]))
            length = symbol + 1;
        else if (text.Length > 3 && Known.Contains(text[..3]) && !char.IsLetter(text[3]))
            length = 3;
        else
            foreach (var leader in Leaders)
                if (text.StartsWith(leader, StringComparison.Ordinal) && text.Length > leader.Length && !char.IsLetter(text[leader.Length]))
                {
                    length = leader.Length;
                    break;
                }
        var sign = text[..length].ToString();
        text = text[length..].TrimStart();
        return sign;
    }

    /// <summary>What follows the digits as a sign; null when it is none.</summary>
    public static string? Following(ReadOnlySpan<char> text)
    {
        if (text.Length == 0)
            return "";
        if (text is "%" or "‰")
            return text.ToString();
        if (text.Length > LongestUnit || text[^1] is '/' or '-')
            return null;
        for (var i = 0; i < text.Length; i++)
            if (
                !(
                    char.IsLetter(text[i])
                    || IsSymbol(text[i])
                    || text[i] is '°' or '²' or '³' or 'µ'
                    || (i > 0 && char.IsLetter(text[i - 1]) && (text[i] is '/' or '.' || (text[i] is '2' or '3' && i == text.Length - 1)))
                )
            )
                return null;
        return text.ToString();
    }

    private static bool IsSymbol(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol;

    private static bool AllLetters(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsAsciiLetter(c))
                return false;
        return true;
    }
}
