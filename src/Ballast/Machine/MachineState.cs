using System.Text.Json.Serialization;

namespace Ballast;

/// <summary>What the self-test of the machine found.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MachineState>))]
public enum MachineState
{
    /// <summary>Nothing was tested: the test is switched off, or could not run.</summary>
    [JsonStringEnumMemberName("untested")]
    Untested,

    /// <summary>Everything tested agrees with float64.</summary>
    [JsonStringEnumMemberName("right")]
    Right,

    /// <summary>Something would have been wrong, was put right for this process, and agrees with float64 now.</summary>
    [JsonStringEnumMemberName("mended")]
    Mended,

    /// <summary>Something is wrong and nothing that Ballast knows helps: results of this process are not to be believed.</summary>
    [JsonStringEnumMemberName("wrong")]
    Wrong,
}
