using System.Text.Json;

namespace Ballast;

/// <summary>One of the things that a guard remembers.</summary>
/// <param name="Name">Under which it is written.</param>
/// <param name="Save">What is written, as JSON has it.</param>
/// <param name="Read">What puts the written back; null where it is empty and must not be.</param>
/// <param name="Restore">Puts back what <paramref name="Save"/> returned, within this process.</param>
internal sealed record GuardPart(string Name, Func<object?> Save, Func<JsonElement, Action?> Read, Action<object?> Restore)
{
    /// <summary>One that is always there.</summary>
    public static GuardPart Of<T>(string name, Func<T> save, Action<T> load)
        where T : notnull =>
        new(name, () => save(), written => written.Deserialize<T>() is { } value ? () => load(value) : null, it => load((T)it!));

    /// <summary>One that a guard may have nothing of, as where it is switched off.</summary>
    public static GuardPart Maybe<T>(string name, Func<T?> save, Action<T?> load)
        where T : class => new(name, save, written => written.Deserialize<T>() is var value ? () => load(value) : null, it => load((T?)it));

    /// <summary>The same, where nothing is to be done for what was not there.</summary>
    public static GuardPart IfAny<T>(string name, Func<T?> save, Action<T> load)
        where T : class => new(name, save, written => () => Load(written.Deserialize<T>(), load), it => Load((T?)it, load));

    private static void Load<T>(T? value, Action<T> load)
        where T : class
    {
        if (value is not null)
            load(value);
    }
}
