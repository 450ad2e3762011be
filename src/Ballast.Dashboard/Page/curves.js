"use strict";
// Lines over steps: of each run its last value per bucket, in a band from the lowest to the highest. What is not finite is a mark of its own.
const Curves = (() => {
    const place = { loss: 0, accuracy: 1, gradient: 2, update: 3, rate: 4, held: 5 };
    const kinds = ["halted", "rolledback", "skipped", "clipped", "capped", "edited"];
    const counts = {
        halted: "halted",
        rolledback: "rolledBack",
        skipped: "skipped",
        clipped: "clipped",
        capped: "capped",
        edited: "edited",
    };
    const gravest = act => kinds.find(kind => act[counts[kind]] > 0) ?? "edited";

    // which bucket of a run a step falls in
    const bucketAt = (view, step) => Math.floor((step - view.start) / view.width);

    function table(view, key, log, smooth) {
        const series = view.series[place[key]],
            n = series.low.length,
            xs = [];
        const fit = value => (value === null || (log && value <= 0) ? null : value);
        const last = [],
            low = [],
            high = [];
        let kept = null;
        for (let i = 0; i < n; i++) {
            xs.push(view.start + i * view.width);
            const value = fit(series.last[i]);
            if (value !== null) {
                const at = log ? Math.log(value) : value;
                kept = kept === null || smooth === 0 ? at : kept * smooth + at * (1 - smooth);
            }
            // where no number was recorded the line goes on, where it was none it does not
            const none = series.broken[i] === 0 && series.last[i] === null ? undefined : null;
            last.push(value === null ? none : log ? Math.exp(kept) : kept);
            low.push(fit(series.low[i]));
            high.push(fit(series.high[i]));
        }
        return [xs, last, low, high];
    }

    function words(run, key, step) {
        const { view } = run,
            i = bucketAt(view, step);
        if (i < 0 || i >= view.series[0].low.length) return null;
        const begin = view.start + i * view.width,
            end = Math.min(begin + view.width, view.steps) - 1;
        const zh = Words.language() === "zh";
        const where =
            (zh ? "第 " : "step ") + Look.whole(begin) + (end > begin ? "–" + Look.whole(end) : "") + (zh ? " 步" : "");
        const lines = [(run.alone ? "" : run.id + " · ") + where];
        if (key in place) {
            const s = view.series[place[key]];
            const broken = [s.broken[i] & 1 ? Words("nan") : "", s.broken[i] & 2 ? Words("inf") : ""]
                .filter(Boolean)
                .join(", ");
            const values =
                s.low[i] === null
                    ? ""
                    : s.low[i] === s.high[i]
                      ? Look.number(s.low[i])
                      : `${Look.number(s.low[i])} … ${Look.number(s.high[i])}`;
            lines.push(`${Words(key)}: ${[values, broken].filter(Boolean).join(" · ") || "–"}`);
        }
        const act = view.acts.find(it => it.bucket === i);
        if (act) {
            const did = kinds
                .filter(kind => act[counts[kind]] > 0)
                .map(kind => (view.width > 1 ? `${Words(kind)} ×${act[counts[kind]]}` : Words(kind)));
            if (act.mostCapped > 0)
                did.push(`${act.mostCapped} ${Words("of")} ${run.story.parameters.length} ${Words("parameters")}`);
            lines.push(did.join(" · "), `${Words("most")}: ${Look.number(view.series[place.held].high[i])}`);
            if (act.reason) lines.push((view.width > 1 ? `${Words("step")} ${act.step}: ` : "") + act.reason);
        }
        return lines.join("\n");
    }

    const rangeOf = (state, runs) =>
        state.range ? [state.range.from, state.range.to] : [0, Math.max(1, ...runs.map(it => it.view.steps))];

    const trivial = (runs, key) => runs.map(it => it.story.trivial?.[key]).find(it => typeof it === "number");

    // a chart of one number of the steps
    function line(host, runs, state, key) {
        const log = state.log && key !== "accuracy";
        const tables = runs.map(run => table(run.view, key, log, state.smooth));
        const data = uPlot.join(tables);
        const series = [{}],
            bands = [];
        runs.forEach(run => {
            series.push(
                { stroke: run.color, width: 1.6, points: { ...Axes.alone, fill: run.color } },
                { stroke: "transparent", width: 0, points: { show: false } },
                { stroke: "transparent", width: 0, points: { show: false } },
            );
            bands.push({ series: [series.length - 1, series.length - 2], fill: run.color + "38" });
        });
        const options = Axes.base(host, 230, {
            zoom: state.zoom,
            log,
            values: (u, ticks) => ticks.map(it => (it === null ? "" : Look.number(it))),
            tip: x =>
                runs
                    .map(run => words(run, key, x))
                    .filter(Boolean)
                    .join("\n\n"),
            own: {
                series,
                bands,
                scales: {
                    x: { time: false, range: () => rangeOf(state, runs) },
                    y: { distr: log ? 3 : 1, range: key === "accuracy" ? [0, 1.02] : log ? Axes.logRange : undefined },
                },
            },
            hooks: {
                drawClear: [u => Marks.refusals(u, runs)],
                draw: [
                    u => {
                        Marks.broken(u, runs, place[key]);
                        if (key === "loss" || key === "accuracy") Marks.level(u, trivial(runs, key), Words("trivial"));
                    },
                ],
            },
        });
        return new uPlot(options, data, host);
    }

    // how much of the steps the guard held back, a strip for each run
    function strip(host, runs, state) {
        const n = runs.length;
        const options = Axes.base(host, 60 + 34 * n, {
            zoom: state.zoom,
            values: () => [],
            tip: x =>
                runs
                    .map(run => words(run, "held", x))
                    .filter(Boolean)
                    .join("\n\n"),
            own: {
                series: [{}, { show: false }],
                scales: { x: { time: false, range: () => rangeOf(state, runs) }, y: { range: [0, n] } },
            },
            hooks: {
                draw: [
                    u => {
                        const { left, width } = u.bbox,
                            scale = devicePixelRatio || 1;
                        u.ctx.save();
                        u.ctx.beginPath();
                        u.ctx.rect(left, u.bbox.top, width, u.bbox.height);
                        u.ctx.clip();
                        runs.forEach(({ view, color }, nth) => {
                            const floor = u.valToPos(n - 1 - nth, "y", true),
                                full = floor - u.valToPos(n - nth - 0.1, "y", true);
                            u.ctx.fillStyle = color;
                            u.ctx.fillRect(left, floor - scale, width, scale);
                            for (const act of view.acts) {
                                const kind = gravest(act),
                                    held = view.series[place.held].high[act.bucket] ?? 0;
                                const x = u.valToPos(view.start + act.bucket * view.width, "x", true);
                                const wide = Math.max(
                                    1.5 * scale,
                                    u.valToPos(view.start + (act.bucket + 1) * view.width, "x", true) - x,
                                );
                                const high = Math.max(2 * scale, held * full);
                                u.ctx.fillStyle = kind === "halted" ? Look.of("--ink") : Look.acts[kind];
                                u.ctx.fillRect(x, floor - high, wide, high);
                            }
                        });
                        u.ctx.restore();
                    },
                ],
            },
        });
        options.axes[1].grid.show = options.axes[1].ticks.show = false;
        const to = Math.max(1, ...runs.map(it => it.view.steps));
        return new uPlot(
            options,
            [
                [0, to],
                [null, null],
            ],
            host,
        );
    }

    // test accuracy, or the test loss where there is none
    function tests(host, runs, state) {
        const isAccuracy = runs.some(run => run.story.evaluations.some(it => it.accuracy !== null));
        const pick = it => (isAccuracy ? it.accuracy : typeof it.loss === "string" ? null : it.loss);
        const data = uPlot.join(
            runs.map(run => [run.story.evaluations.map(it => it.step), run.story.evaluations.map(pick)]),
        );
        const options = Axes.base(host, 230, {
            zoom: state.zoom,
            values: (u, ticks) => ticks.map(it => (isAccuracy ? Math.round(it * 100) + " %" : Look.number(it))),
            tip: x =>
                runs
                    .map(run => {
                        const near = run.story.evaluations.reduce(
                            (a, b) => (a === null || Math.abs(b.step - x) < Math.abs(a.step - x) ? b : a),
                            null,
                        );
                        return (
                            near &&
                            `${run.alone ? "" : run.id + " · "}${Words("epoch")} ${near.epoch}\n${Words("test")}: ${Look.percent(near.accuracy)}\n${Words("testLoss")}: ${Look.number(near.loss)}`
                        );
                    })
                    .filter(Boolean)
                    .join("\n\n"),
            own: {
                series: [
                    {},
                    ...runs.map(run => ({
                        stroke: run.color,
                        width: 1.8,
                        spanGaps: true,
                        points: { show: true, size: 6, fill: run.color },
                    })),
                ],
                scales: {
                    x: { time: false, range: () => rangeOf(state, runs) },
                    y: { range: isAccuracy ? [0, 1.02] : undefined },
                },
            },
            hooks: { draw: [u => Marks.level(u, trivial(runs, isAccuracy ? "accuracy" : "loss"), Words("trivial"))] },
        });
        return new uPlot(options, data, host);
    }

    // rows of one parameter
    function layer(host, view, state, runs) {
        const n = view.buckets,
            xs = Array.from({ length: n }, (_, i) => view.start + i * view.width);
        const row = k =>
            Array.from(view.cells.subarray(k * n, (k + 1) * n), it => (it > 0 && Number.isFinite(it) ? it : null));
        const colors = [Look.palette[1], Look.palette[0], Look.palette[2]];
        const options = Axes.base(host, 220, {
            zoom: state.zoom,
            log: true,
            values: (u, ticks) => ticks.map(it => (it === null ? "" : Look.number(it))),
            tip: x => {
                const i = Math.floor((x - view.start) / view.width);
                return i < 0 || i >= n
                    ? null
                    : `${Words("step")} ${Look.whole(view.start + i * view.width)}\n` +
                          Source.quantities
                              .map(
                                  (it, k) =>
                                      `${Words("heat" + it[0].toUpperCase() + it.slice(1))}: ${Heat.words(view.cells[k * n + i])}`,
                              )
                              .join("\n");
            },
            own: {
                series: [{}, ...colors.map(stroke => ({ stroke, width: 1.5, points: { show: false } }))],
                scales: {
                    x: { time: false, range: () => rangeOf(state, runs) },
                    y: { distr: 3, range: Axes.logRange },
                },
            },
            hooks: {},
        });
        return new uPlot(options, [xs, row(0), row(1), row(2)], host);
    }

    return {
        line,
        strip,
        tests,
        layer,
        has: (view, key) => view.series[place[key]].last.some(it => it !== null),
        kinds,
        gravest,
    };
})();
