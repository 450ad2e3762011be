using System.Net.Http.Json;
using System.Threading.Channels;

namespace Ballast;

/// <summary>
/// Posts a short JSON message where somebody should know: <c>{ "text", "event", "run", "step" }</c>, which chat services show as it is.
/// Never holds up a step; what cannot be sent is reported once. At most one notice a minute, so that a bad night is no flood.
/// </summary>
internal sealed class WebhookSink : IRecordSink, ITrainingProgress
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5),
        s_pause = TimeSpan.FromMinutes(1);
    private readonly HttpClient _client = new() { Timeout = s_patience };
    private readonly Channel<object> _waiting = Channel.CreateBounded<object>(64);
    private readonly Task _sending;
    private readonly Uri _address;
    private readonly string _run;
    private DateTime _noticed = DateTime.MinValue;
    private bool _told;

    public WebhookSink(Uri address, string run)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            throw new ArgumentException($"A webhook is an address such as https://example.org/hook; this is {address}.", nameof(address));
        (_address, _run) = (address, run);
        _sending = Task.Run(SendAsync);
    }

    public void Write(StepRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Verdict.Kind == VerdictKind.Halt && !record.Overruled)
            Post("halted", record.Step, record.Verdict.Reason);
        else if (record.Verdict.Kind == VerdictKind.Rollback && !record.Overruled)
            Notice("rollback", record.Step, record.Verdict.Reason);
        foreach (var notice in record.Notices)
            Notice("notice", record.Step, notice);
    }

    public void End(TrainingSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var numbers = FormattableString.Invariant($"test loss {summary.TestLoss:g4}, test accuracy {summary.TestAccuracy:0.000}");
        Post("ended", summary.Steps, $"{summary.Status.Name()} after {summary.Steps} steps, {numbers}. {summary.Reason}".TrimEnd());
    }

    public void Failed(string reason) => Post("failed", -1, reason);

    /// <summary>Waits for what is under way, but not for long.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _sending.Wait(s_patience);
        _client.Dispose();
    }

    private void Notice(string kind, long step, string text)
    {
        if (DateTime.UtcNow - _noticed < s_pause)
            return;
        _noticed = DateTime.UtcNow;
        Post(kind, step, text);
    }

    private void Post(string kind, long step, string text) =>
        _waiting.Writer.TryWrite(
            new
            {
                text = $"{_run}{(step >= 0 ? $", step {step}" : "")}: {text}",
                @event = kind,
                run = _run,
                step,
            }
        );

    private async Task SendAsync()
    {
        await foreach (var message in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
            try
            {
                using var answer = await _client.PostAsJsonAsync(_address, message).ConfigureAwait(false);
                if (!answer.IsSuccessStatusCode)
                    Tell($"answered {(int)answer.StatusCode}");
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or ObjectDisposedException)
            {
                Tell(fault.Message);
            }
    }

    // without the address: it may hold a secret
    private void Tell(string why)
    {
        if (!_told)
            SelfLog.Write($"The webhook at {_address.Host} does not take messages: {why}. The training goes on.");
        _told = true;
    }
}
