using System.Net;
using System.Text.Json;

namespace Ballast.Dashboard.Tests;

/// <summary>What the page can ask for, what becomes of damaged runs, and of a run that grows.</summary>
public sealed class ServerTests : IAsyncLifetime
{
    private readonly Served _served = new();

    public async Task InitializeAsync()
    {
        SampleRun.Write(_served["exploding"], 60, breaksAt: 40);
        SampleRun.Write(_served["healthy"], 60);
        await _served.StartAsync();
    }

    public async Task DisposeAsync() => await _served.EndAsync();

    [Fact]
    public async Task The_list_has_every_run_with_its_end()
    {
        var runs = await Json("/api/runs");
        Assert.Equal(
            [("exploding", "halted", 60), ("healthy", "trained", 60)],
            runs.EnumerateArray()
                .Select(it => (it.GetProperty("run").GetString(), it.GetProperty("status").GetString(), it.GetProperty("steps").GetInt32()))
        );
    }

    [Fact]
    public async Task A_run_tells_its_curves_its_layers_and_what_is_wrong()
    {
        await Json("/api/runs/exploding/curves");
        var story = await Json("/api/runs/exploding?lang=zh");
        Assert.Contains("EXP005", story.GetProperty("findings").EnumerateArray().Select(it => it.GetProperty("code").GetString()));
        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", story.GetProperty("findings")[0].GetProperty("what").GetString());
        var curves = await Json("/api/runs/exploding/curves?most=64");
        var loss = curves.GetProperty("series")[0];
        Assert.Equal((2, 1), (loss.GetProperty("broken")[40].GetInt32(), loss.GetProperty("broken")[41].GetInt32()));
        Assert.Equal("the gradient of step 45 is NaN", Act(curves, 45).GetProperty("reason").GetString());
        var heat = await Json("/api/runs/exploding/heat?quantity=gradient&most=64");
        var cells = Cells(heat);
        Assert.True(float.IsNaN(cells[40]) && float.IsFinite(cells[39]) && float.IsFinite(cells[(5 * 60) + 40]));
        Assert.Equal(4 * 60, Cells(await Json("/api/runs/exploding/layer?parameter=2&most=64")).Length);
    }

    [Fact]
    public async Task A_run_file_of_another_name_is_shown_with_what_was_tried_on_it()
    {
        SampleRun.Write(_served["mine.db"], 30);
        File.WriteAllText(_served["mine.explained.json"], """[{"name":"rate / 10","score":0.9,"heals":true}]""");
        var runs = await Json("/api/runs");
        Assert.Contains("mine.db", runs.EnumerateArray().Select(it => it.GetProperty("run").GetString()));
        await Json("/api/runs/mine.db/curves");
        var story = await Json("/api/runs/mine.db");
        Assert.Equal("rate / 10", story.GetProperty("tried")[0].GetProperty("name").GetString());
        await using var alone = await DashboardServer.StartAsync(new DashboardOptions { Folder = _served["mine.db"] });
        using var client = new HttpClient { BaseAddress = alone.Address };
        Assert.Contains("\"mine.db\"", await client.GetStringAsync(new Uri("/api/runs", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        Assert.Equal((HttpStatusCode.NotFound, "There is no run nothing here."), await _served.Get("/api/runs/nothing"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _served.Get("/api/runs/healthy/heat?quantity=colour")).Status);
        var (status, body) = await _served.Get("/api/runs/healthy/layer?parameter=99");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("has 6 parameters", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await _served.Get("/api/runs/healthy/curves?most=many")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _served.Get("/api/runs/healthy/layers.csv?quantity=colour")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _served.Get("/page/nothing.js")).Status);
    }

    [Fact]
    public async Task A_damaged_run_is_a_line_in_the_list_and_a_message()
    {
        Directory.CreateDirectory(_served["torn"]);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(_served["exploding"], "run.db"));
        bytes.AsSpan(bytes.Length / 3, bytes.Length / 2).Fill(0xA5);
        await File.WriteAllBytesAsync(Path.Combine(_served["torn"], "run.db"), bytes);
        Assert.Equal(3, (await Json("/api/runs")).GetArrayLength());
        foreach (var what in new[] { "", "/curves", "/heat" })
        {
            var (status, body) = await _served.Get("/api/runs/torn" + what);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Contains("run.db", body, StringComparison.Ordinal);
        }

        await Json("/api/runs/exploding"); // and the others are served as before
    }

    [Fact]
    public async Task A_run_that_grows_is_told_once_and_its_picture_is_whole()
    {
        using var writer = SampleRun.Begin(_served["growing"], 4);
        using var stream = await _served.Client.GetStreamAsync(new Uri("/api/live", UriKind.Relative));
        using var reader = new StreamReader(stream);
        Assert.Equal("event: hello", await reader.ReadLineAsync());
        for (var step = 0; step < 30; step++)
            writer.Write(SampleRun.Record(step, 4));
        writer.Saving();
        var told = "";
        while (!told.Contains("growing", StringComparison.Ordinal))
            told = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) ?? throw new EndOfStreamException();
        Assert.Equal(30, (await Json("/api/runs/growing/curves")).GetProperty("steps").GetInt32());
    }

    /// <summary>A training never waits for those who look on, and loses nothing to them.</summary>
    [Fact]
    public async Task Three_that_read_while_it_is_written_lose_no_step()
    {
        const int steps = 4000;
        using var done = new CancellationTokenSource();
        long dropped;
        Task[] readers;
        using (var writer = SampleRun.Begin(_served["busy"], 50))
        {
            readers =
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(_ =>
                        Task.Run(async () =>
                        {
                            while (!done.IsCancellationRequested)
                                foreach (var what in new[] { "", "/curves", "/heat" })
                                    await _served.Get($"/api/runs/busy{what}");
                        })
                    ),
            ];
            for (var step = 0; step < steps; step++)
            {
                writer.Write(SampleRun.Record(step, 50));
                if (step % 500 == 499)
                    writer.Saving();
            }

            dropped = writer.Dropped;
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal((0, steps), (dropped, (await Json("/api/runs/busy/curves")).GetProperty("steps").GetInt32()));
        using var run = RunFile.Open(_served["busy"]);
        Assert.Equal(steps, run.Steps().Count());
    }

    [Fact]
    public async Task A_run_that_was_removed_and_trained_again_is_the_new_one()
    {
        Assert.Equal(60, (await Json("/api/runs/healthy/curves")).GetProperty("steps").GetInt32());
        Directory.Delete(_served["healthy"], recursive: true);
        Assert.Equal(HttpStatusCode.NotFound, (await _served.Get("/api/runs/healthy/curves")).Status);
        SampleRun.Write(_served["healthy"], 20);
        Assert.Equal(20, (await Json("/api/runs/healthy/curves")).GetProperty("steps").GetInt32());
    }

    [Fact]
    public async Task Everything_can_be_had_as_csv()
    {
        var (_, steps) = await _served.Get("/api/runs/exploding/steps.csv");
        Assert.Equal(61, steps.TrimEnd().Split('\n').Length);
        var (_, layers) = await _served.Get("/api/runs/exploding/layers.csv?quantity=gradient");
        Assert.Contains("\n40,NaN,NaN,NaN,NaN,", layers.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_that_look_at_once_see_the_same()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => _served.Get($"/api/runs/{(i % 2 == 0 ? "healthy" : "exploding")}/curves"))
        );
        Assert.Equal(2, answers.Select(it => it.Body).Distinct().Count());
        Assert.All(answers, it => Assert.Equal(HttpStatusCode.OK, it.Status));
    }

    /// <summary>An answer that was made while the run was still being read is not kept as one of the whole run.</summary>
    [Fact]
    public async Task Whatever_is_asked_for_first_the_story_is_whole_in_the_end()
    {
        for (var i = 0; i < 30; i++)
        {
            SampleRun.Write(_served[$"run-{i}"], 1100, parameters: 2); // more than is read at a glance
            await Task.WhenAll(
                new[] { "", "/curves", "/heat", "/layer?parameter=1" }.Select(what => _served.Get($"/api/runs/run-{i}{what}"))
            );
            var story = await Json($"/api/runs/run-{i}");
            Assert.Equal(JsonValueKind.Array, story.GetProperty("findings").ValueKind);
        }
    }

    private static JsonElement Act(JsonElement curves, int bucket) =>
        curves.GetProperty("acts").EnumerateArray().Single(it => it.GetProperty("bucket").GetInt32() == bucket);

    private static float[] Cells(JsonElement heat)
    {
        var bytes = heat.GetProperty("cells").GetBytesFromBase64();
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }

    private async Task<JsonElement> Json(string path)
    {
        var (status, body) = await _served.Get(path);
        Assert.True(status == HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement;
    }
}
