namespace Ballast.Cli;

/// <summary>Something in a configuration is wrong. Its message is complete: where, what, what is allowed, what to do.</summary>
internal sealed class ConfigException : Exception
{
    /// <summary>An error at a place; <paramref name="problem"/> is a sentence that begins with the path or the thing it is about.</summary>
    public ConfigException(ConfigPlace place, string problem, string? next = null, Exception? inner = null)
        : base($"{place}: {problem}{(next is null ? "" : " " + next)}", inner) => Place = place;

    /// <summary>File, line and column.</summary>
    public ConfigPlace Place { get; }

    /// <summary>The dotted path of the key, for instance optimizer.lr; empty when the error is not about one key.</summary>
    public string Path { get; init; } = "";

    /// <summary>The bad value as it was written, or null.</summary>
    public string? Value { get; init; }

    /// <summary>What would have been accepted: a range, or the names.</summary>
    public string? Allowed { get; init; }

    /// <summary>The known name that was probably meant, or null.</summary>
    public string? Nearest { get; init; }
}
