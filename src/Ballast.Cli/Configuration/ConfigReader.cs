using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ballast.Cli;

/// <summary>
/// YAML text to <see cref="ConfigNode"/>. Reads the parser's events rather than its document model, because every value keeps its place
/// that way and nesting can be bounded: the model builds deep documents by recursion, which ends the process.
/// </summary>
internal static class ConfigReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly string[] HandedOver = ["/dev/stdin", "/dev/fd/", "/proc/self/fd/"]; // by a shell: somebody is at the other end
    private const int LargestFile = 1 << 20;
    private const int DeepestNesting = 32;

    /// <summary>The text of a file of at most 1 MiB.</summary>
    /// <exception cref="ConfigException">The file cannot be read, or is no text.</exception>
    public static string ReadText(string path)
    {
        var place = new ConfigPlace(path);
        if (Directory.Exists(path))
            throw new ConfigException(place, "this is a folder, not a configuration file.", "Give the path of a YAML file.");
        if (SpecialFile.Kind(path) is { } special && !HandedOver.Any(known => path.StartsWith(known, StringComparison.Ordinal)))
            throw new ConfigException(place, $"this is {special}, not a file.", "Give the path of a YAML file.");
        try
        {
            using var reader = new StreamReader(path, Utf8, detectEncodingFromByteOrderMarks: true);
            var buffer = new char[LargestFile + 1]; // bounded, so that a device or a data file given by mistake is not swallowed
            var length = reader.ReadBlock(buffer);
            if (length > LargestFile)
                throw new ConfigException(
                    place,
                    "this file is larger than 1 MiB, which no configuration is.",
                    "Give the path of a YAML file."
                );
            return new string(buffer, 0, length);
        }
        catch (DecoderFallbackException e)
        {
            throw new ConfigException(
                place,
                "this file is not text in UTF-8.",
                "Save it as UTF-8, or check that the path leads to a configuration.",
                e
            );
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigException(place, "there is no such file.", "Check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConfigException(place, $"this file cannot be read: {e.Message}", "Check the path and its permissions.", e);
        }
    }

    /// <summary>Reads text; <paramref name="source"/> stands for it in messages.</summary>
    /// <exception cref="ConfigException">The text is not one YAML document with a mapping at its root.</exception>
    public static ConfigNode Read(string text, string source)
    {
        var root = ReadValue(text, "", mark => new(source, Math.Max(1, mark.Line), Math.Max(1, mark.Column)));
        return root is { Entries: not null }
            ? root
            : throw new ConfigException(
                root?.Place ?? new(source, 1, 1),
                root is null || root.IsEmpty ? "the configuration is empty." : "the configuration must be a mapping of keys to values.",
                "It needs at least data, model and optimizer, for instance 'data: fashion-mnist-sample'."
            );
    }

    /// <summary>Reads one value of any kind; null for no document.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="path">The dotted path that the value will have.</param>
    /// <param name="place">Turns a position in the text into a place to show.</param>
    public static ConfigNode? ReadValue(string text, string path, Func<Mark, ConfigPlace> place)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _))
                return null;
            parser.Consume<DocumentStart>();
            var node = new Walk(parser, place).Node(path, place(parser.Current!.Start), depth: 0);
            parser.Consume<DocumentEnd>();
            return parser.TryConsume<StreamEnd>(out _)
                ? node
                : throw new ConfigException(
                    place(parser.Current!.Start),
                    "a second YAML document begins here.",
                    "Keep one document per file."
                );
        }
        catch (YamlException e) when (IndentingTab(text, e.Start.Line) is { } tab)
        {
            throw new ConfigException(
                place(tab),
                "a tab indents this line; YAML allows only spaces there.",
                "Replace the tab with spaces.",
                e
            );
        }
        catch (YamlException e)
        {
            throw new ConfigException(
                place(e.Start),
                $"this is not valid YAML: {e.Message.TrimEnd('.')}.",
                "Correct the syntax at this place.",
                e
            );
        }
        // what YamlDotNet throws for some broken documents instead of YamlException; the second for a tag like !![
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new ConfigException(
                place(parser.Current?.End ?? Mark.Empty),
                "this is not valid YAML: a bracket, a quote or an indentation is out of place.",
                "Correct the syntax at or after this place.",
                e
            );
        }
    }

    /// <summary>The first tab in the indentation of a line from <paramref name="line"/> on, or null.</summary>
    private static Mark? IndentingTab(string text, long line)
    {
        foreach (var (number, words) in text.Split('\n').Index().Skip((int)line - 1))
        {
            var tab = words.AsSpan(0, words.Length - words.TrimStart().Length).IndexOf('\t');
            if (tab >= 0)
                return new Mark(0, number + 1, tab + 1);
        }
        return null;
    }

    private sealed class Walk(IParser parser, Func<Mark, ConfigPlace> place)
    {
        public ConfigNode Node(string path, ConfigPlace key, int depth)
        {
            var here = place(parser.Current!.Start);
            if (depth > DeepestNesting)
                throw new ConfigException(here, $"the configuration is nested deeper than {DeepestNesting} levels.", "Flatten it.");
            if (parser.TryConsume<Scalar>(out var scalar))
                return ConfigNode.Scalar(here, path, scalar.Value, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any), key);
            if (parser.TryConsume<SequenceStart>(out _))
                return List(path, here, key, depth);
            if (parser.TryConsume<MappingStart>(out _))
                return Mapping(path, here, key, depth);
            throw new ConfigException(here, "anchors and aliases (&, *) are not read.", "Write the value out.");
        }

        private ConfigNode List(string path, ConfigPlace here, ConfigPlace key, int depth)
        {
            var items = new List<ConfigNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Node($"{path}[{items.Count}]", place(parser.Current!.Start), depth + 1));
            return ConfigNode.List(here, path, items, key);
        }

        private ConfigNode Mapping(string path, ConfigPlace here, ConfigPlace key, int depth)
        {
            var entries = new Dictionary<string, ConfigNode>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var at = place(parser.Current!.Start);
                if (!parser.TryConsume<Scalar>(out var name))
                    throw new ConfigException(at, "a key must be a plain name.", "Write 'key: value'.");
                var child = path.Length == 0 ? name.Value : $"{path}.{name.Value}";
                if (entries.TryGetValue(name.Value, out var first))
                    throw new ConfigException(
                        at,
                        $"{child} stands here a second time; the first is in line {first.KeyPlace.Line}.",
                        "Keep one of them."
                    )
                    {
                        Path = child,
                    };
                entries[name.Value] = Node(child, at, depth + 1);
            }
            return ConfigNode.Mapping(here, path, entries, key);
        }
    }
}
