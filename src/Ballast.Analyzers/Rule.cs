using Microsoft.CodeAnalysis;

namespace Ballast.Analyzers;

/// <summary>What is reported; docs/temporaries.md explains both.</summary>
internal static class Rule
{
    /// <summary>Key of the property that says what is wrong: one of the kinds below.</summary>
    public const string Kind = "kind";

    /// <summary>A number that becomes a Scalar or a Tensor on its way to native code.</summary>
    public const string Number = "number";

    /// <summary>A local Scalar that is not declared with using.</summary>
    public const string Local = "local";

    /// <summary>A member of TorchSharp that makes a Scalar inside.</summary>
    public const string Member = "member";

    private const string Category = "Reliability";

    public static readonly DiagnosticDescriptor Temporary = new(
        "BAL001",
        "A temporary is handed to native code",
        "{0}, and nothing holds it: a collection that comes while libtorch reads it frees it (docs/temporaries.md)",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "TorchSharp passes the address of a Scalar or a Tensor to libtorch and lets go of the object before the call is over. "
            + "What comes of it is an exception such as 'Unknown scalar type', or a crash. "
            + "Hold numbers: x * 0.5.Held(), or using Scalar half = 0.5."
    );

    public static readonly DiagnosticDescriptor Inside = new(
        "BAL002",
        "An object of TorchSharp makes temporaries with every pass or step",
        "{0} of TorchSharp makes Scalars with every {1} that nothing holds: a collection that comes while libtorch reads one "
            + "frees it (docs/temporaries.md)",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Nothing in the calling code can hold what a module or an optimizer of TorchSharp makes inside. "
            + "Ballast's optimizers make none; for modules docs/temporaries.md names the way round."
    );
}
