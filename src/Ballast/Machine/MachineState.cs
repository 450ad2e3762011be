namespace Ballast;

/// <summary>What the self-test of the machine found.</summary>
public enum MachineState
{
    /// <summary>Nothing was tested: the test is switched off, or could not run.</summary>
    Untested,

    /// <summary>Everything tested agrees with float64.</summary>
    Right,

    /// <summary>Something would have been wrong, was put right for this process, and agrees with float64 now.</summary>
    Mended,

    /// <summary>Something is wrong and nothing that Ballast knows helps: results of this process are not to be believed.</summary>
    Wrong,
}
