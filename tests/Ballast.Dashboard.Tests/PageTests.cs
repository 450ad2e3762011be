using PuppeteerSharp.Input;

namespace Ballast.Dashboard.Tests;

/// <summary>The page in a real browser.</summary>
[Collection(Browser.Collection)]
public sealed class PageTests(Browser browser) : IAsyncLifetime
{
    private const string Config = "model:\n  name: mlp\noptimizer:\n  name: adam\n  lr: 0.1\n";
    private readonly Served _served = new();

    public async Task InitializeAsync()
    {
        SampleRun.Write(_served["exploding"], 60, breaksAt: 40, config: Config);
        SampleRun.Write(_served["healthy"], 60, config: Config.Replace("0.1", "0.01", StringComparison.Ordinal));
        await _served.StartAsync();
    }

    public async Task DisposeAsync() => await _served.EndAsync();

    [BrowserFact]
    public async Task A_stranger_sees_which_layer_broke_and_when()
    {
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("exploding"));
        await page.Drawn();
        Assert.Contains("NaN: step 40, layers.1.bias and 3 more", await page.Text(".heat + [role=status]"), StringComparison.Ordinal);
        Assert.Contains("EXP005", await page.Text("main"), StringComparison.Ordinal);
        Assert.Contains("halted", await page.Text("main .status"), StringComparison.Ordinal);
        Assert.Empty(page.Wrong);
    }

    /// <summary>The picture itself: NaN in its colour, in the cells where it is and in no others; larger is lighter.</summary>
    [BrowserFact]
    public async Task The_heat_map_shows_every_cell_where_it_is()
    {
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("exploding"));
        await page.Drawn();
        for (var row = 0; row < 6; row++)
            foreach (var step in new[] { 0, 20, 39, 40, 59 })
            {
                var rgb = await Pixel(page, row, step);
                Assert.Equal(step >= 40 && row < 4, rgb is [0, 229, 255]);
                Assert.NotEqual([40, 100, 255], rgb);
            }

        Assert.True((await Pixel(page, 0, 39)).Sum() > (await Pixel(page, 0, 15)).Sum());
    }

    [BrowserFact]
    public async Task Pointing_says_what_the_guard_did_and_why()
    {
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("exploding"));
        await page.Drawn();
        // the middle of step 45 in the strip
        await Hover(page, "section[aria-label='Held back by the guard'] .u-over", 45.5 / 60);
        await page.Until("!document.getElementById('tip').hidden");
        var tip = await page.Text("#tip");
        Assert.Contains("skipped", tip, StringComparison.Ordinal);
        Assert.Contains("the gradient of step 45 is NaN", tip, StringComparison.Ordinal);
        await Hover(page, "section[aria-label='Loss of the batches'] .u-over", 20.5 / 60);
        await page.Until("document.getElementById('tip').textContent.startsWith('step 20')");
    }

    [BrowserFact]
    public async Task While_a_training_runs_the_picture_grows()
    {
        using var writer = SampleRun.Begin(_served["growing"], 4);
        writer.Write(SampleRun.Record(0, 4));
        writer.Saving();
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("growing"));
        await page.Drawn();
        await page.Until("document.getElementById('connection').textContent === 'live'");
        for (var step = 1; step < 50; step++)
            writer.Write(SampleRun.Record(step, 4));
        writer.Saving();
        await page.Until("document.querySelector('main').innerText.includes('50 steps')");
        await page.Until("document.querySelector('.heat .steps').lastChild.innerText === '50'");
        Assert.Empty(page.Wrong);
    }

    /// <summary>However fast a training goes, the page asks for it once a second, and not at all where nothing is new.</summary>
    [BrowserFact]
    public async Task A_page_does_not_ask_without_need()
    {
        using var writer = SampleRun.Begin(_served["growing"], 4);
        writer.Write(SampleRun.Record(0, 4));
        writer.Saving();
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("growing"));
        await page.Drawn();
        await page.Until("document.getElementById('connection').textContent === 'live'");
        await Task.Delay(1500);
        var before = page.Requests;
        await Task.Delay(1500);
        Assert.Equal(before, page.Requests);
        for (var step = 1; step < 300; step++)
        {
            writer.Write(SampleRun.Record(step, 4));
            await Task.Delay(10);
        }

        // the list and three answers each time
        Assert.InRange(page.Requests - before, 4, 60);
    }

    [BrowserFact]
    public async Task A_server_that_comes_back_is_caught_up_with()
    {
        using var writer = SampleRun.Begin(_served["growing"], 4);
        writer.Write(SampleRun.Record(0, 4));
        writer.Saving();
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("growing"));
        await page.Until("document.getElementById('connection').textContent === 'live'");
        await page.Page.SetOfflineModeAsync(true);
        for (var step = 1; step < 20; step++)
            writer.Write(SampleRun.Record(step, 4));
        writer.Saving();
        await Task.Delay(300);
        await page.Page.SetOfflineModeAsync(false);
        await page.Page.EvaluateExpressionAsync("document.dispatchEvent(new Event('visibilitychange'))"); // as a lid that is opened
        await page.Until("document.querySelector('main').innerText.includes('20 steps')");
    }

    [BrowserFact]
    public async Task Runs_beside_each_other_show_what_differs()
    {
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("exploding"));
        await page.Drawn();
        await page.Page.ClickAsync("[data-run=healthy] .box");
        await page.Until("document.querySelectorAll('.heat canvas').length === 2");
        await page.Until("document.querySelector('tr.differs') !== null");
        Assert.Equal(
            "optimizer.lr 0.1 0.01",
            string.Join(' ', (await page.Text("tr.differs")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        );
        Assert.Contains("run=exploding&run=healthy", await page.Ask<string>("location.hash"), StringComparison.Ordinal);
        Assert.Empty(page.Wrong);
    }

    [BrowserFact]
    public async Task It_can_be_used_by_keys_alone()
    {
        await using var page = await browser.OpenAsync(_served.Server.Address);
        var keys = page.Page.Keyboard;
        await page.Until("document.querySelectorAll('.run').length === 2");
        await keys.PressAsync("/");
        await keys.TypeAsync("expl");
        await page.Until("document.querySelectorAll('.run').length === 1");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await page.Drawn();
        await page.Page.FocusAsync(".heat canvas");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowRight");
        Assert.Contains("layers.0.bias [64] · step 1:", await page.Text(".heat + [role=status]"), StringComparison.Ordinal);
        await keys.PressAsync("Enter");
        await page.Until("!document.querySelector('section[aria-label=\"One parameter over steps\"]').hidden");
        await page.Page.FocusAsync(".heat canvas");
        await keys.PressAsync("+");
        await page.Until("location.hash.includes('from=')");
        await keys.PressAsync("0");
        await page.Until("!location.hash.includes('from=')");
        await keys.PressAsync("2");
        await page.Until("location.hash.includes('show=weight')");
        await keys.DownAsync("Shift");
        await keys.PressAsync("?");
        await keys.UpAsync("Shift");
        await page.Until("document.getElementById('keys').open");
        Assert.Empty(page.Wrong);
    }

    [BrowserFact]
    public async Task Dragging_zooms_and_finer_steps_are_fetched()
    {
        SampleRun.Write(_served["long"], 8000, parameters: 2);
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("long"));
        await page.Drawn();
        var box = await Box(page, "section[aria-label='Loss of the batches'] .u-over");
        await page.Page.Mouse.MoveAsync(box.X + (box.Width * 0.5m), box.Y + 50);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(box.X + (box.Width * 0.52m), box.Y + 50, new MoveOptions { Steps = 4 });
        await page.Page.Mouse.UpAsync();
        await page.Until("location.hash.includes('from=')");
        await page.Until("!document.getElementById('reset').hidden");
        await page.Page.ClickAsync("#reset");
        await page.Until("!location.hash.includes('from=')");
        Assert.Empty(page.Wrong);
    }

    /// <summary>Whatever a run file says is text.</summary>
    [BrowserFact]
    public async Task Names_and_reasons_cannot_run_scripts()
    {
        const string evil = "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script>";
        SampleRun.Write(_served["<b>evil&"], 10, breaksAt: 5, config: $"a: {evil}\n", name: i => $"{evil}{i}");
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("<b>evil&", "healthy"));
        await page.Drawn();
        await page.Page.HoverAsync(".heat canvas");
        await page.Until("!document.getElementById('tip').hidden");
        Assert.Contains("<img src=x", await page.Text("main"), StringComparison.Ordinal);
        Assert.Equal(0, await page.Ask<int>("document.querySelectorAll('main img, #tip img, main script, main b, nav b').length"));
        Assert.False(await page.Ask<bool>("'hit' in window"));
        Assert.Empty(page.Wrong);
    }

    [BrowserFact]
    public async Task A_run_that_cannot_be_read_is_said_and_the_rest_stays()
    {
        Directory.CreateDirectory(_served["torn"]);
        await File.WriteAllTextAsync(Path.Combine(_served["torn"], "run.db"), new string('x', 4096));
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("torn"));
        await page.Until("document.querySelector('main .finding.error') !== null");
        Assert.Contains("is not a run of Ballast", await page.Text("main"), StringComparison.Ordinal);
        await page.Page.ClickAsync("[data-run=healthy]");
        await page.Drawn();
        Assert.DoesNotContain(page.Wrong, it => it.StartsWith("error", StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task On_a_phone_nothing_is_cut_off()
    {
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("exploding", "healthy"), width: 360, height: 700);
        await page.Drawn();
        Assert.True(
            await page.Ask<bool>(
                "document.documentElement.scrollWidth <= innerWidth && document.querySelector('main').scrollWidth <= innerWidth"
            )
        );
    }

    [BrowserFact]
    public async Task It_speaks_Chinese_and_remembers()
    {
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("exploding"));
        await page.Drawn();
        await page.Page.ClickAsync("#language");
        await page.Until("document.querySelector('main').innerText.includes('各层随步数的变化')");
        Assert.Equal("zh-CN", await page.Ask<string>("document.documentElement.lang"));
        await page.Until("document.querySelector('.finding').innerText.includes('损失')");
        await page.Page.ReloadAsync();
        await page.Until("document.querySelector('main').innerText.includes('各层随步数的变化')");
    }

    [BrowserFact]
    public async Task A_picture_can_be_saved()
    {
        await using var page = await browser.OpenAsync(_served.Server.AddressOf("exploding"));
        await page.Drawn();
        await page.Page.EvaluateExpressionAsync(
            "window.saved = []; HTMLAnchorElement.prototype.click = function () { "
                + "window.saved.push([this.download, this.href.slice(0, 5)]); }"
        );
        await page.Page.ClickAsync("section[aria-label='Layers over steps'] .head button:last-child");
        await page.Until("window.saved.length === 1");
        Assert.Equal("heat.png blob:", await page.Ask<string>("window.saved[0].join(' ')"));
    }

    /// <summary>As one file, without a server: the same page, and no request to anybody.</summary>
    [BrowserFact]
    public async Task A_report_opens_without_network_and_shows_the_same()
    {
        var file = Path.Combine(_served.Folder, "report.html");
        using (var exploding = RunView.Open(_served["exploding"]))
        using (var healthy = RunView.Open(_served["healthy"]))
        await using (var writer = new StreamWriter(file))
            ReportPage.Write([new("exploding", exploding), new("</script><b>healthy", healthy)], writer);
        await using var page = await browser.OpenAsync(new Uri(file));
        await page.Drawn();
        Assert.Equal(2, await page.Ask<int>("document.querySelectorAll('.heat canvas').length"));
        Assert.Contains("EXP005", await page.Text("main"), StringComparison.Ordinal);
        Assert.Contains("</script><b>healthy", await page.Text("main"), StringComparison.Ordinal);
        Assert.Equal(new[] { 0, 229, 255 }, await Pixel(page, 0, 45));
        await page.Page.FocusAsync(".heat canvas");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Until("!document.querySelector('.panel[aria-label=\"One parameter over steps\"]').hidden");
        Assert.Empty(page.Wrong);
    }

    [BrowserFact]
    public async Task Words_are_there_in_every_language()
    {
        await using var page = await browser.OpenAsync(_served.Server.Address);
        Assert.Equal(
            "",
            await page.Ask<string>(
                "(() => { const { en, zh } = Words.all; return [...Object.keys(en), ...Object.keys(zh)]"
                    + ".filter(it => !(it in en) || !(it in zh)).join(' '); })()"
            )
        );
    }

    private static Task<int[]> Pixel(WatchedPage page, int row, int step) =>
        page.Ask<int[]>(
            "(() => { const c = document.querySelector('.heat canvas'); return [...c.getContext('2d').getImageData("
                + $"Math.floor(({step} + 0.5) / 60 * c.width), Math.floor(({row} + 0.5) / 6 * c.height), 1, 1).data].slice(0, 3); }})()"
        );

    private static async Task<PuppeteerSharp.BoundingBox> Box(WatchedPage page, string selector)
    {
        await page.Page.EvaluateExpressionAsync($"document.querySelector(`{selector}`).scrollIntoView({{ block: 'center' }})");
        return await (await page.Page.QuerySelectorAsync(selector)).BoundingBoxAsync();
    }

    private static async Task Hover(WatchedPage page, string selector, double across)
    {
        var box = await Box(page, selector);
        await page.Page.Mouse.MoveAsync(box.X + (box.Width * (decimal)across) - 2, box.Y + (box.Height / 2));
        await page.Page.Mouse.MoveAsync(box.X + (box.Width * (decimal)across), box.Y + (box.Height / 2));
    }
}
