namespace Ballast.Dashboard.Tests;

/// <summary>A test that drives a real browser; skipped, and said so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Executable is null)
            Skip = "There is no Chromium here. Install it, on Debian by: apt-get install chromium";
    }
}
