using PuppeteerSharp;

namespace Ballast.Dashboard.Tests;

/// <summary>A page whose errors, console and requests are kept.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private readonly List<string> _wrong = [];

    public WatchedPage(IPage page, Uri address)
    {
        ArgumentNullException.ThrowIfNull(page);
        Page = page;
        page.PageError += (_, e) => Note($"error: {e.Message}");
        page.Console += (_, e) =>
        {
            // the browser says so itself when a server goes away
            if (e.Message.Type is ConsoleType.Error or ConsoleType.Warning && !e.Message.Text.Contains("ERR_", StringComparison.Ordinal))
                Note($"console: {e.Message.Text}");
        };
        page.Request += (_, e) =>
        {
            var to = new Uri(e.Request.Url);
            lock (_wrong)
                Requests++;
            if (to.Scheme is not ("data" or "blob") && (to.Scheme != address.Scheme || to.Authority != address.Authority))
                Note($"request: {to}");
        };
    }

    public IPage Page { get; }

    /// <summary>How many there were up to now.</summary>
    public int Requests { get; private set; }

    /// <summary>Errors, console messages and requests to others, up to now.</summary>
    public IReadOnlyList<string> Wrong
    {
        get
        {
            lock (_wrong)
                return [.. _wrong];
        }
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task Until(string expression) =>
        await Page.WaitForFunctionAsync($"() => {expression}", new WaitForFunctionOptions { Timeout = 30_000, PollingInterval = 50 });

    /// <summary>Waits until the chosen runs are drawn whole.</summary>
    public Task Drawn() => Until("document.body.dataset.complete === 'true'");

    public Task<T> Ask<T>(string expression) => Page.EvaluateExpressionAsync<T>(expression);

    /// <summary>Text of the first element.</summary>
    public Task<string> Text(string selector) =>
        Ask<string>($"document.querySelector({System.Text.Json.JsonSerializer.Serialize(selector)}).innerText");

    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        await Page.DisposeAsync();
    }

    private void Note(string words)
    {
        lock (_wrong)
            _wrong.Add(words);
    }
}
