namespace Ballast.Cli;

/// <summary>An initialisation in a configuration: a name, or a mapping with a gain.</summary>
internal static class InitConfig
{
    public static Initialization Read(ConfigNode node)
    {
        node = node.Named();
        var name = node.Choice("name", Initializations.Names);
        var init = Initializations.Create(name, name == "zeros" ? 1 : node.Number("gain", NumberRange.Above0(1e6), 1));
        node.Close(name == "zeros" ? "a setting of zeros" : "a setting of an initialisation");
        return init;
    }
}
