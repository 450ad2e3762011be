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

    const axis = extra => ({
        stroke: Look.of("--faint"),
        font: "11px system-ui, sans-serif",
        grid: { stroke: Look.of("--grid"), width: 1 },
        ticks: { stroke: Look.of("--line"), width: 1 },
        ...extra,
    });

    // ticks on an axis of logarithms: powers of ten, not too many; within few decades also 2 and 5 times these, within one what is round
    function decades(u, axis, min, max) {
        if (!(min > 0) || !(max > min)) return [];
        const low = Math.log10(min),
            high = Math.log10(max),
            every = Math.max(1, Math.ceil((high - low) / 7)),
            ticks = [];
        if (high - low < 0.7) {
            const unit = 10 ** Math.floor(Math.log10((max - min) / 2));
            for (let k = Math.ceil(min / unit); k <= max / unit && ticks.length < 12; k++)
                ticks.push(+(k * unit).toPrecision(6));
            return ticks.length > 6 ? ticks.filter((_, i) => i % 2 === 0) : ticks;
        }
        for (let power = Math.floor(low); power <= high; power++)
            for (const digit of high - low < 2.5 ? [1, 2, 5] : [1]) {
                const value = digit * 10 ** power;
                if (value >= min && value <= max && (digit !== 1 || power % every === 0)) ticks.push(value);
            }
        return ticks;
    }

    // from the lowest to the highest, with a little room
    const logRange = (u, min, max) =>
        !(min > 0) || !(max > 0)
            ? [0.1, 1]
            : max / min < 1.5
              ? [min / 1.25, max * 1.25]
              : [min / (max / min) ** 0.04, max * (max / min) ** 0.04];

    // a value between two that are missing has no line: it is a point
    const alone = {
        show: true,
        size: 6,
        filter: (u, k) =>
            u.data[k].flatMap((it, i, all) =>
                it !== null && it !== undefined && all[i - 1] == null && all[i + 1] == null ? [i] : [],
            ),
    };

    const sync = uPlot.sync("steps");

    function base(host, height, options) {
        return {
            width: Math.max(240, host.clientWidth),
            height,
            legend: { show: false },
            cursor: { sync: { key: sync.key }, drag: { x: true, y: false, setScale: false }, points: { show: false } },
            axes: [
                axis({ size: 28, values: (u, ticks) => ticks.map(it => (Number.isInteger(it) ? Look.whole(it) : "")) }),
                axis({
                    size: 58,
                    values: options.values,
                    ...(options.log ? { splits: decades, filter: (u, splits) => splits } : {}),
                }),
            ],
            ...options.own,
            hooks: {
                ...options.hooks,
                setSelect: [
                    u => {
                        if (u.select.width < 4) return;
                        const from = Math.floor(u.posToVal(u.select.left, "x")),
                            to = Math.ceil(u.posToVal(u.select.left + u.select.width, "x"));
                        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
                        options.zoom({ from: Math.max(0, from), to: Math.max(from + 2, to) });
                    },
                ],
                setCursor: [
                    u => {
                        // the charts share a cursor; only the one under the mouse speaks
                        if (u.cursor.event == null || !u.over.matches(":hover")) return;
                        const text = u.cursor.left < 0 ? null : options.tip(u.posToVal(u.cursor.left, "x"));
                        if (text) Look.tip.show(text, u.cursor.event.clientX, u.cursor.event.clientY);
                        else Look.tip.hide();
                    },
                ],
                ready: [
                    u => {
                        u.over.addEventListener("mouseleave", Look.tip.hide);
                        u.over.addEventListener("dblclick", () => options.zoom(null));
                    },
                ],
            },
        };
    }

    const rangeOf = (state, runs) =>
        state.range ? [state.range.from, state.range.to] : [0, Math.max(1, ...runs.map(it => it.view.steps))];

    // marks at the top for what is not finite, the first with words; lines for what was refused
    function marks(u, runs, key) {
        const draw = u.ctx,
            { left, top, width, height } = u.bbox,
            scale = devicePixelRatio || 1;
        draw.save();
        draw.beginPath();
        draw.rect(left, top, width, height);
        draw.clip();
        runs.forEach((run, nth) => {
            const { view } = run,
                series = view.series[place[key]];
            let first = null;
            series.broken.forEach((broken, i) => {
                if (!broken) return;
                const x = u.valToPos(view.start + i * view.width, "x", true);
                first ??= { x, i };
                draw.fillStyle = Look.css(broken & 1 ? Look.broken.nan : Look.broken.inf);
                draw.fillRect(
                    x - scale,
                    top + nth * 8 * scale,
                    Math.max(2 * scale, (width / Math.max(1, u.scales.x.max - u.scales.x.min)) * view.width),
                    7 * scale,
                );
            });
            if (first && first.x >= left && first.x <= left + width) {
                const words = `${series.broken[first.i] & 1 ? Words("nan") : Words("inf")} ${Words("first")} ${Look.whole(view.start + first.i * view.width)}`;
                draw.font = `${11 * scale}px system-ui, sans-serif`;
                const right = first.x + draw.measureText(words).width + 8 * scale > left + width;
                draw.textAlign = right ? "right" : "left";
                draw.fillStyle = Look.of("--ink");
                draw.fillText(words, first.x + (right ? -4 : 4) * scale, top + (20 + nth * 14) * scale);
            }
        });
        draw.restore();
    }

    function refusals(u, runs) {
        const draw = u.ctx,
            { top, height } = u.bbox,
            scale = devicePixelRatio || 1;
        draw.save();
        draw.globalAlpha = 0.2;
        for (const { view } of runs)
            for (const act of view.acts.slice(-2000)) {
                const kind = gravest(act);
                if (kind !== "skipped" && kind !== "rolledback" && kind !== "halted") continue;
                draw.fillStyle = kind === "halted" ? Look.of("--ink") : Look.acts[kind];
                const x = u.valToPos(view.start + act.bucket * view.width, "x", true);
                draw.fillRect(
                    x,
                    top,
                    Math.max(1.5 * scale, u.valToPos(view.start + (act.bucket + 1) * view.width, "x", true) - x),
                    height,
                );
            }
        draw.restore();
    }

    // what always the same answer reaches
    function level(u, value, words) {
        if (value === null || value === undefined || typeof value === "string") return;
        const y = u.valToPos(value, "y", true),
            { left, top, width, height } = u.bbox,
            scale = devicePixelRatio || 1;
        if (!(y >= top && y <= top + height)) return;
        u.ctx.save();
        u.ctx.strokeStyle = u.ctx.fillStyle = Look.of("--faint");
        u.ctx.setLineDash([4 * scale, 4 * scale]);
        u.ctx.beginPath();
        u.ctx.moveTo(left, y);
        u.ctx.lineTo(left + width, y);
        u.ctx.stroke();
        u.ctx.font = `${11 * scale}px system-ui, sans-serif`;
        u.ctx.textAlign = "right";
        u.ctx.fillText(words, left + width - 4 * scale, y - 4 * scale);
        u.ctx.restore();
    }

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
                { stroke: run.color, width: 1.6, points: { ...alone, fill: run.color } },
                { stroke: "transparent", width: 0, points: { show: false } },
                { stroke: "transparent", width: 0, points: { show: false } },
            );
            bands.push({ series: [series.length - 1, series.length - 2], fill: run.color + "38" });
        });
        const options = base(host, 230, {
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
                    y: { distr: log ? 3 : 1, range: key === "accuracy" ? [0, 1.02] : log ? logRange : undefined },
                },
            },
            hooks: {
                drawClear: [u => refusals(u, runs)],
                draw: [
                    u => {
                        marks(u, runs, key);
                        if (key === "loss" || key === "accuracy") level(u, trivial(runs, key), Words("trivial"));
                    },
                ],
            },
        });
        return new uPlot(options, data, host);
    }

    // how much of the steps the guard held back, a strip for each run
    function strip(host, runs, state) {
        const n = runs.length;
        const options = base(host, 60 + 34 * n, {
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
        const options = base(host, 230, {
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
            hooks: { draw: [u => level(u, trivial(runs, isAccuracy ? "accuracy" : "loss"), Words("trivial"))] },
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
        const options = base(host, 220, {
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
                scales: { x: { time: false, range: () => rangeOf(state, runs) }, y: { distr: 3, range: logRange } },
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
    };
})();
