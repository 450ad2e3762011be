namespace Ballast;

/// <summary>The language of findings and messages.</summary>
public enum Language
{
    /// <summary>English.</summary>
    English,

    /// <summary>Chinese, simplified.</summary>
    Chinese,
}
