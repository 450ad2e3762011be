using System.Text.Json;
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

    public static void Map(WebApplication web, RunLibrary library, News news, Answers answers)
    {
        var asker = (Library: library, Answers: answers);
        web.MapGet("/", () => File("index.html"));
        web.MapGet("/page/{name}", (string name) => File(name));
        web.MapGet("/favicon.ico", () => File("favicon.svg"));
        web.MapGet("/api/live", (CancellationToken left) => TypedResults.ServerSentEvents(news.ListenAsync(left)));
        web.MapGet("/api/runs", async () =>
            Json(await answers.OfAsync("/api/runs", library.Stamp, () => (Bytes(library.List()), true)).ConfigureAwait(false))
        );
        var run = web.MapGroup("/api/runs/{id}");
        run.MapGet("", (HttpContext context, string id, string? lang) => Ask(asker, context, id, view => view.Story(id, LanguageOf(lang))));
        run.MapGet("/curves", (HttpContext context, string id, string? lang, long from = 0, long to = long.MaxValue, int most = 1024) =>
            Ask(asker, context, id, view => view.Curves(from, to, Bounded(most)).In(LanguageOf(lang)), s_first)
        );
        run.MapGet(
            "/heat",
            (HttpContext context, string id, string quantity = "gradient", long from = 0, long to = long.MaxValue, int most = 512) =>
                QuantityOf(quantity) is { } which
                    ? Ask(asker, context, id, view => view.Heat(which, from, to, Bounded(most)))
                    : Task.FromResult(Unknown(quantity))
        );
        run.MapGet("/layer", (HttpContext context, string id, int parameter, long from = 0, long to = long.MaxValue, int most = 1024) =>
            Ask(asker, context, id, view => view.Layer(parameter, from, to, Bounded(most)))
        );
        run.MapGet("/steps.csv", (string id, HttpContext context) => Csv(library, id, context, (file, to) => RunCsv.Steps(file, to)));
        run.MapGet("/layers.csv", (string id, HttpContext context, string quantity = "gradient") =>
            QuantityOf(quantity) is { } which ? Csv(library, id, context, (file, to) => RunCsv.Layers(file, to, which)) : Unknown(quantity)
        );
    }

    private static async Task<IResult> Ask<T>(
        (RunLibrary Library, Answers Answers) asker,
        HttpContext context,
        string id,
        Func<RunView, T> look,
        TimeSpan budget = default
    )
        where T : class
    {
        if (!asker.Library.Paths().TryGetValue(id, out var folder))
            return Missing(id);
        try
        {
            var answer = await asker
                .Answers.OfAsync(
                    $"{context.Request.Path}{context.Request.QueryString}",
                    () => RunStamp.Of(folder),
                    () => asker.Library.Of(id, budget, view =>
                        {
                            var isWhole = view.IsWhole; // before the look: others read on meanwhile
                            return (Bytes(look(view)), isWhole);
                        })
                )
                .ConfigureAwait(false);
            return Json(answer);
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
        if (!library.Paths().TryGetValue(id, out var path))
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

    private static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, ViewJson.Options);

    private static IResult Json(byte[] answer) => Results.Bytes(answer, "application/json; charset=utf-8");

    private static IResult Missing(string id) => Results.Text($"There is no run {id} here.", statusCode: StatusCodes.Status404NotFound);

    private static int Bounded(int most) => Math.Clamp(most, 1, MostBuckets);

    private static Language LanguageOf(string? name) => name == "zh" ? Language.Chinese : Language.English;
}
