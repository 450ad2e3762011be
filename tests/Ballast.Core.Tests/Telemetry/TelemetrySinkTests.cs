using System.Diagnostics.Metrics;
using System.Net;
using Ballast.Core.Tests.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ballast.Core.Tests.Telemetry;

[Collection(UsesSelfLog.Name)]
public sealed class TelemetrySinkTests
{
    [Fact]
    public void Instruments_tell_numbers_and_count_what_is_none()
    {
        var (told, counted) = (new List<(string, double)>(), new Dictionary<string, long>());
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Ballast" && instrument.Meter.Tags?.Any(tag => (string?)tag.Value == "mine") == true)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => told.Add((instrument.Name, value)));
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) =>
            {
                var name = instrument.Name + (tags.Length > 0 && tags[0].Key == "kind" ? $" {tags[0].Value}" : "");
                counted[name] = counted.GetValueOrDefault(name) + value;
            }
        );
        listener.Start();
        using (var sink = Sinks.Metrics("mine"))
        {
            sink.Write(Some.Record(0, loss: 2, norm: 3));
            sink.Write(Some.Record(1, loss: double.NaN, norm: double.PositiveInfinity, verdict: Verdict.Skip("it is NaN")));
        }

        Assert.Contains(("ballast.loss", 2), told);
        Assert.Contains(("ballast.gradient_norm", 3), told);
        Assert.All(told, it => Assert.True(double.IsFinite(it.Item2), it.Item1));
        Assert.Equal((2, 1, 1), (counted["ballast.steps"], counted["ballast.broken_steps"], counted["ballast.interventions skip"]));
    }

    [Fact]
    public void A_lost_training_does_not_fill_the_log()
    {
        var log = new Book();
        using var sink = Sinks.Logger(log);
        for (var step = 0; step < 1000; step++)
            sink.Write(Some.Record(step, verdict: Verdict.Skip("it is NaN")));
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512], log.Lines.Where(it => it.Id == 2).Select(it => it.Step + 1));
        sink.Write(new StepRecord(Some.Reading(1000, 1, 1), Verdict.Halt("no more")) { Notices = ["look"] });
        Assert.Equal([(4, LogLevel.Error), (5, LogLevel.Warning)], log.Lines.TakeLast(2).Select(it => (it.Id, it.Level)));
        var progress = Assert.IsType<ITrainingProgress>(sink, exactMatch: false);
        progress.End(new(TrainingStatus.Halted, "no more", double.NaN, 0.1, 1001, 0, 0, 1000, 0, 0, TimeSpan.Zero));
        Assert.Equal(9, log.Lines[^1].Id);
    }

    [Fact]
    public void A_program_with_services_gets_both_for_each_guard()
    {
        using var services = new ServiceCollection().AddLogging().AddBallast().AddBallast().BuildServiceProvider();
        var (first, second) = (services.GetServices<IRecordSink>().ToArray(), services.GetServices<IRecordSink>().ToArray());
        Assert.Equal(2, first.Length);
        Assert.Empty(first.Intersect(second));
        Assert.All(first, sink => sink.Write(Some.Record(0)));
    }

    [Fact]
    public async Task A_webhook_is_told_of_the_end_and_never_holds_up_a_step()
    {
        using var server = new HttpListener();
        var port = FreePort();
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        var message = Task.Run(async () =>
        {
            var context = await server.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            var text = await reader.ReadToEndAsync();
            context.Response.Close();
            return text;
        });
        using (var sink = Sinks.Webhook(new Uri($"http://127.0.0.1:{port}/hook"), "my run"))
            ((ITrainingProgress)sink).End(new(TrainingStatus.Trained, "", 0.5, 0.9, 10, 0, 0, 0, 0, 0, TimeSpan.Zero));
        var told = await message.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains("\"event\":\"ended\"", told, StringComparison.Ordinal);
        Assert.Contains("my run, step 10: trained after 10 steps, test loss 0.5, test accuracy 0.900.", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_webhook_that_is_not_there_is_said_once_without_its_address()
    {
        using var folder = new Folder();
        using (var sink = Sinks.Webhook(new Uri($"http://127.0.0.1:{FreePort()}/secret"), "run"))
        {
            for (var step = 0; step < 100; step++)
                sink.Write(Some.Record(step, verdict: Verdict.Rollback("again")));
            ((ITrainingProgress)sink).Failed("a fault");
        }

        var report = Assert.Single(folder.Reports);
        Assert.DoesNotContain("secret", report, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Sinks.Webhook(new Uri("file:///etc/passwd"), "run"));
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private sealed class Book : ILogger
    {
        public List<(int Id, LogLevel Level, long Step)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? fault, Func<TState, Exception?, string> format)
        {
            var step = (state as IReadOnlyList<KeyValuePair<string, object?>>)?.FirstOrDefault(it => it.Key == "Step").Value;
            Lines.Add((id.Id, level, step is long number ? number : -1));
        }
    }
}
