namespace Ballast.Cli;

/// <summary>A module of the user's own as the model.</summary>
/// <param name="Assembly">Path of the library, from the folder of the configuration or from the present one.</param>
/// <param name="Type">Full name of the class.</param>
/// <param name="Place">Where it is asked for.</param>
internal sealed record OwnModuleConfig(string Assembly, string Type, ConfigPlace Place)
{
    public static OwnModuleConfig Read(ConfigNode node) =>
        new(Text(node, "assembly", "'assembly: bin/Release/net10.0/My.dll'"), Text(node, "type", "'type: My.Net'"), node.Place);

    private static string Text(ConfigNode node, string key, string example)
    {
        node.Need(key, example);
        return node.Words(key)!;
    }
}
