namespace Ballast;

/// <summary>
/// What one entry of a layer list says. A layer asks for each of its keys once; whatever nobody asks for is an error of the list's reader.
/// </summary>
internal interface ILayerSettings
{
    /// <summary>One of <see cref="LayerTypes.Names"/>.</summary>
    string Type { get; }

    /// <summary>Where the entry stands, for messages: model.layers[3], with file and line where there are any.</summary>
    string Path { get; }

    /// <summary>A width that has to be given: a whole number from 1, or one that the data knows.</summary>
    LayerSize Size(string key);

    /// <summary>A whole number within a range, both ends included.</summary>
    long Whole(string key, long low, long high, long fallback);

    /// <summary>A finite number within a range, both ends included.</summary>
    double Number(string key, double low, double high, double fallback);

    /// <summary>Yes or no.</summary>
    bool Flag(string key, bool fallback);

    /// <summary>One of the known words; the first is the default.</summary>
    string Choice(string key, IReadOnlyCollection<string> known);

    /// <summary>How weights start, or null where nothing is said.</summary>
    Initialization? Init(string key);

    /// <summary>A list of layers that has to be given.</summary>
    IReadOnlyList<Layer> Layers(string key);
}
