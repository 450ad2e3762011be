using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ballast.Dashboard;

/// <summary>What can be asked for.</summary>
internal static class Endpoints
{
    private const int MostBuckets = 4096;

    // the curves come first, and of a long run a stretch at a time
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(0.25);

    public static void Map(WebApplication web, RunLibrary library, News news)
    {
        web.MapGet("/", () => File("index.html"));
        web.MapGet("/page/{name}", (string name) => File(name));
        web.MapGet("/favicon.ico", () => File("favicon.svg"));
        web.MapGet("/api/live", (CancellationToken left) => TypedResults.ServerSentEvents(news.ListenAsync(left)));
        web.MapGet("/api/runs", () => Json(library.List()));
        var run = web.MapGroup("/api/runs/{id}");
        run.MapGet("", (string id, string? lang) => Ask(library, id, view => view.Story(id, LanguageOf(lang))));
        run.MapGet("/curves", (string id, long from = 0, long to = long.MaxValue, int most = 1024) =>
            Ask(library, id, view => view.Curves(from, to, Bounded(most)), s_first)
        );
        run.MapGet("/heat", (string id, string quantity = "gradient", long from = 0, long to = long.MaxValue, int most = 512) =>
            QuantityOf(quantity) is { } which ? Ask(library, id, view => view.Heat(which, from, to, Bounded(most))) : Unknown(quantity)
        );
        run.MapGet("/layer", (string id, int parameter, long from = 0, long to = long.MaxValue, int most = 1024) =>
            Ask(library, id, view => view.Layer(parameter, from, to, Bounded(most)))
        );
        run.MapGet("/steps.csv", (string id, HttpContext context) => Csv(library, id, context, (file, to) => RunCsv.Steps(file, to)));
        run.MapGet("/layers.csv", (string id, HttpContext context, string quantity = "gradient") =>
            QuantityOf(quantity) is { } which ? Csv(library, id, context, (file, to) => RunCsv.Layers(file, to, which)) : Unknown(quantity)
        );
    }

    private static IResult Ask<T>(RunLibrary library, string id, Func<RunView, T> look, TimeSpan budget = default)
        where T : class
    {
        try
        {
            return library.Of(id, budget, look) is { } answer ? Json(answer) : Missing(id);
        }
        catch (RunFileException fault)
        {
            return Results.Text(fault.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
        catch (ArgumentOutOfRangeException fault)
        {
            return Results.Text(fault.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static IResult Csv(RunLibrary library, string id, HttpContext context, Action<RunFile, TextWriter> write)
    {
        if (!library.Folders().TryGetValue(id, out var path))
            return Missing(id);
        // rows are written as they are read, however many there are
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        return Results.Stream(
            stream =>
                Task.Run(
                    () =>
                    {
                        // of its own, since a long read must not hold up those who look
                        using var file = RunFile.Open(path);
                        using var writer = new StreamWriter(stream, leaveOpen: true);
                        write(file, writer);
                    },
                    context.RequestAborted
                ),
            "text/csv; charset=utf-8",
            $"{id}.csv"
        );
    }

    private static LayerQuantity? QuantityOf(string name) =>
        Enum.TryParse<LayerQuantity>(name, ignoreCase: true, out var quantity) && Enum.IsDefined(quantity) ? quantity : null;

    private static IResult Unknown(string quantity) =>
        Results.Text(
            $"There is no quantity {quantity}: there are {string.Join(", ", Enum.GetNames<LayerQuantity>())}.",
            statusCode: StatusCodes.Status400BadRequest
        );

    private static IResult File(string name) =>
        PageFiles.Find(name) is { } bytes ? Results.Bytes(bytes, PageFiles.KindOf(name)) : Results.NotFound();

    private static IResult Json<T>(T value) => Results.Json(value, ViewJson.Options);

    private static IResult Missing(string id) => Results.Text($"There is no run {id} here.", statusCode: StatusCodes.Status404NotFound);

    private static int Bounded(int most) => Math.Clamp(most, 1, MostBuckets);

    private static Language LanguageOf(string? name) => name == "zh" ? Language.Chinese : Language.English;
}
