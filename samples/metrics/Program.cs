// A training as metrics and log messages: to the console, or to whatever takes OpenTelemetry's protocol, such as Prometheus.
//
//   dotnet run --project samples/metrics
//   dotnet run --project samples/metrics -- http://localhost:9090/api/v1/otlp/v1/metrics     # prometheus --web.enable-otlp-receiver

using Ballast;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using static TorchSharp.torch;

NativeMend.Ensure(); // only needed where torch is used before anything of Ballast's, and only on older Linux systems
using var services = new ServiceCollection()
    .AddLogging(log => log.AddSimpleConsole(line => line.SingleLine = true))
    .AddBallast()
    .BuildServiceProvider();
var builder = Sdk.CreateMeterProviderBuilder().AddMeter("Ballast");
using var meters = args is [var address]
    ? builder.AddOtlpExporter(to => (to.Endpoint, to.Protocol) = (new Uri(address), OtlpExportProtocol.HttpProtobuf)).Build()
    : builder.AddConsoleExporter().Build();

random.manual_seed(1);
using var model = nn.Sequential(("linear1", nn.Linear(10, 32)), ("relu", nn.ReLU()), ("linear2", nn.Linear(32, 1)));
using var direction = randn(10, 1);
using var optimizer = Optimizers.SGD(model.parameters(), lr: 0.02, momentum: 0.9);
using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Sinks = [.. services.GetServices<IRecordSink>()] });

for (var step = 0; step < 200; step++)
{
    using var scope = NewDisposeScope();
    var x = step == 120 ? full(64, 10, float.NaN.Held()) : randn(64, 10); // a batch that the guard refuses, and the log tells
    optimizer.zero_grad();
    var loss = nn.functional.mse_loss(model.call(x), x.matmul(direction));
    loss.backward();
    guard.Step(loss);
}
