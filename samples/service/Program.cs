// A web service that trains in the background and says how that goes:
//
//   dotnet run -c Release --project samples/service
//   curl localhost:5000/health      Healthy while it trains or has learned; Degraded if steps are refused; Unhealthy once it was halted
//   curl localhost:5000/training    numbers
//   curl -X POST localhost:5000/predict -H 'Content-Type: application/json' -d '[0.5, -1]'
//
// Metrics and log messages of the training come by AddBallast(); samples/metrics sends them to Prometheus. The page over its runs is at the
// address that is printed.

using Ballast;
using Ballast.Dashboard;
using Service;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddBallast().AddSingleton<TrainingService>().AddHostedService(services => services.GetRequiredService<TrainingService>());
builder.Services.AddHealthChecks().AddCheck<TrainingHealth>("training");
var app = builder.Build();
app.MapHealthChecks("/health");
app.MapGet("/training", (TrainingService training) => training.State);
app.MapPost("/predict", (float[] x, TrainingService training) =>
    training.Predict(x) is { } y ? Results.Ok(y) : Results.BadRequest("two numbers, please")
);
Directory.CreateDirectory(TrainingService.Runs);
await using var page = await DashboardServer.StartAsync(new DashboardOptions { Folder = TrainingService.Runs });
Console.WriteLine($"the page is at {page.Address}");
await app.RunAsync();
