"use strict";
// What is drawn onto a chart besides its lines.
const Marks = (() => {
    // marks at the top for what is not finite, the first with words; lines for what was refused
    function broken(u, runs, index) {
        const draw = u.ctx,
            { left, top, width, height } = u.bbox,
            scale = devicePixelRatio || 1;
        draw.save();
        draw.beginPath();
        draw.rect(left, top, width, height);
        draw.clip();
        runs.forEach((run, nth) => {
            const { view } = run,
                series = view.series[index];
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
                const kind = Curves.gravest(act);
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

    return { broken, refusals, level };
})();
