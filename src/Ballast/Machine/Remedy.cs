namespace Ballast;

/// <summary>Something that may make a machine compute rightly.</summary>
/// <param name="Done">What it does, as a part of a sentence.</param>
/// <param name="Apply">Does it, for this process; false where it cannot.</param>
internal sealed record Remedy(string Done, Func<bool> Apply)
{
    public static readonly Remedy WithoutOneDnn = new("oneDNN was switched off for this process", () =>
        Accelerator.OneDnn.Switch(on: false) && Accelerator.NnPack.Switch(on: false)
    );

    public static readonly Remedy WithoutCuDnn = new("cuDNN was switched off for this process", () => Accelerator.CuDnn.Switch(on: false));
}
