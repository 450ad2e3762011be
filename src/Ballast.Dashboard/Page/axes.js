"use strict";
// What all charts have in common: axes, a shared cursor, zooming.
const Axes = (() => {
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

    return { base, logRange, alone };
})();
