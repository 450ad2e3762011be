"use strict";
// Parameters over steps as a picture: dark is small, white is large, on a scale of logarithms; NaN and infinity have colours of their own.
const Heat = (() => {
    const unmeasured = -1;
    const words = value =>
        value === undefined || value === unmeasured
            ? Words("measured")
            : Number.isNaN(value)
              ? Words("nan")
              : !Number.isFinite(value)
                ? Words("inf")
                : Look.number(value);

    // the ends of the scale, over all runs that are compared
    function scaleOf(heats, quantity) {
        if (quantity === "held") return { low: 0, high: 1, at: value => value };
        const logs = [];
        for (const heat of heats)
            for (const value of heat.cells) if (value > 0 && Number.isFinite(value)) logs.push(Math.log10(value));
        logs.sort((a, b) => a - b);
        const high = logs.length ? logs[logs.length - 1] : 0;
        // what is nearly nothing must not take the colours away from the rest
        let low = logs.length
            ? Math.max(logs[Math.floor(logs.length * 0.02)], logs[Math.floor(logs.length / 2)] - 14)
            : -1;
        if (high - low < 1) low = high - 1;
        return {
            low: 10 ** low,
            high: 10 ** high,
            at: value => (value <= 0 ? 0 : (Math.log10(value) - low) / (high - low)),
        };
    }

    function raster(heat, rows, columns, first, count, scale) {
        const image = new ImageData(columns, rows);
        const ground = Look.of("--grid"),
            missing = [1, 3, 5].map(i => parseInt(ground.slice(i, i + 2), 16));
        const shades = Array.from({ length: 256 }, (_, i) => Look.heat(i / 255));
        for (let row = 0; row < rows; row++)
            for (let x = 0; x < columns; x++) {
                const from = Math.floor(first + (x * count) / columns),
                    to = Math.max(from + 1, Math.floor(first + ((x + 1) * count) / columns));
                let value = unmeasured;
                for (let i = Math.max(0, from); i < to && i < heat.buckets; i++)
                    value = Math.max(value, heat.cells[row * heat.buckets + i]); // NaN if either is
                const rgb =
                    value === unmeasured
                        ? missing
                        : Number.isNaN(value)
                          ? Look.broken.nan
                          : !Number.isFinite(value)
                            ? Look.broken.inf
                            : shades[Math.round(255 * Math.min(1, Math.max(0, scale.at(value))))];
                image.data.set([...rgb, 255], 4 * (row * columns + x));
            }
        return image;
    }

    // what a stranger has to see: where it broke first, where it was largest
    function summary(heat, parameters) {
        let first = null,
            largest = null;
        for (let i = 0; i < heat.buckets && !first; i++) {
            const rows = parameters
                .map((_, row) => row)
                .filter(row => {
                    const v = heat.cells[row * heat.buckets + i];
                    return Number.isNaN(v) || v === Infinity;
                });
            if (rows.length)
                first = {
                    step: heat.start + i * heat.width,
                    rows,
                    value: heat.cells[rows[rows.length - 1] * heat.buckets + i],
                };
        }
        for (let row = 0; row < parameters.length; row++)
            for (let i = 0; i < heat.buckets; i++) {
                const value = heat.cells[row * heat.buckets + i];
                if (value !== unmeasured && Number.isFinite(value) && (largest === null || value > largest.value))
                    largest = { value, row, step: heat.start + i * heat.width };
            }
        const zh = Words.language() === "zh",
            at = it => (zh ? `第 ${Look.whole(it)} 步` : `step ${Look.whole(it)}`);
        const lines = [];
        if (first) {
            const name = parameters[first.rows[first.rows.length - 1]].name;
            const more =
                first.rows.length > 1
                    ? zh
                        ? `等 ${first.rows.length} 个参数`
                        : ` and ${first.rows.length - 1} more`
                    : "";
            lines.push(`${words(first.value)}: ${at(first.step)}, ${name}${more}`);
        }
        if (largest)
            lines.push(
                `${zh ? "最大" : "largest"}: ${Look.number(largest.value)}, ${at(largest.step)}, ${parameters[largest.row].name}`,
            );
        return lines.join(" · ");
    }

    function panel(run, state) {
        const names = Look.make("div", { class: "names", "aria-hidden": "true" });
        const canvas = Look.make("canvas", { tabindex: "0", role: "img", "data-run": run.id });
        const said = Look.make("div", { class: "small", role: "status" });
        const axis = Look.make("div", { class: "steps", "aria-hidden": "true" });
        const host = Look.make(
            "div",
            {},
            Look.make("div", { class: "heat" }, names, Look.make("div", {}, canvas, axis)),
            said,
        );
        const self = { host, canvas, heat: null, cell: null, draw, words: () => said.textContent };
        let run_ = run,
            drawn = null;

        function window_() {
            const { heat } = self,
                range = state.range ?? { from: 0, to: run_.view.steps };
            const first = Math.max(0, (range.from - heat.start) / heat.width);
            return {
                first,
                count: Math.max(1e-9, Math.min(heat.buckets, (range.to - heat.start) / heat.width) - first),
            };
        }

        function draw(run, heat, scale) {
            run_ = run;
            self.heat = heat;
            const rows = run.story.parameters.length,
                ratio = devicePixelRatio || 1;
            const width = Math.max(120, canvas.parentElement.clientWidth),
                height = Math.max(rows, Math.min(Math.max(120, rows * 18), 460));
            canvas.style.height = height + "px";
            [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
            const pen = canvas.getContext("2d");
            pen.imageSmoothingEnabled = false;
            drawn = { scale, rows, height };
            if (rows === 0 || heat.buckets === 0) return;
            const { first, count } = window_(),
                columns = Math.min(canvas.width, Math.max(1, Math.ceil(count)));
            // part of a bucket at the edges is shown as part: columns are whole buckets unless there are too many for the screen
            const begin = Math.floor(first),
                end = Math.min(heat.buckets, Math.ceil(first + count));
            const across =
                Math.min(columns + 1, Math.max(1, end - begin)) > canvas.width
                    ? canvas.width
                    : Math.max(1, end - begin) > canvas.width
                      ? canvas.width
                      : Math.max(1, end - begin);
            const image = document.createElement("canvas");
            [image.width, image.height] = [across, rows];
            image.getContext("2d").putImageData(raster(heat, rows, across, begin, end - begin, scale), 0, 0);
            const unit = across / Math.max(1, end - begin);
            pen.drawImage(image, (first - begin) * unit, 0, count * unit, rows, 0, 0, canvas.width, canvas.height);
            label(rows, height);
            const text = summary(heat, run.story.parameters);
            if (!self.cell) said.textContent = text;
            canvas.setAttribute("aria-label", `${Words("heat")}, ${run.id}: ${text}`);
            const begin_ = heat.start + first * heat.width,
                per = count * heat.width;
            axis.replaceChildren(
                ...[0, 0.25, 0.5, 0.75, 1].map(it => Look.make("span", {}, Look.whole(Math.round(begin_ + it * per)))),
            );
            outline();
        }

        function label(rows, height) {
            const each = height / rows,
                every = Math.max(1, Math.ceil(13 / each));
            names.style.height = height + "px";
            names.replaceChildren(
                ...run_.story.parameters.flatMap((it, i) =>
                    i % every === 0 && (i + 0.5) * each > 6
                        ? [
                              Look.make(
                                  "span",
                                  { style: `top:${(i + 0.5) * each}px`, title: it.name },
                                  it.name.length > 24 ? "…" + it.name.slice(-23) : it.name,
                              ),
                          ]
                        : [],
                ),
            );
        }

        function outline() {
            if (!self.cell) return;
            const { first, count } = window_(),
                pen = canvas.getContext("2d"),
                wide = canvas.width / count,
                high = canvas.height / drawn.rows;
            pen.strokeStyle = "#00e5ff";
            pen.lineWidth = 2;
            pen.strokeRect(
                (self.cell.bucket - first) * wide,
                self.cell.row * high,
                Math.max(3, wide),
                Math.max(3, high),
            );
        }

        function cellAt(event) {
            const box = canvas.getBoundingClientRect(),
                { first, count } = window_();
            return {
                bucket: Math.min(
                    self.heat.buckets - 1,
                    Math.floor(first + ((event.clientX - box.left) / box.width) * count),
                ),
                row: Math.min(
                    drawn.rows - 1,
                    Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * drawn.rows)),
                ),
            };
        }

        function describe({ bucket, row }) {
            const { heat } = self,
                begin = heat.start + bucket * heat.width,
                end = Math.min(begin + heat.width, run_.view.steps) - 1,
                it = run_.story.parameters[row];
            return `${it.name} [${it.shape}]\n${Words("step")} ${Look.whole(begin)}${end > begin ? "–" + Look.whole(end) : ""}: ${words(heat.cells[row * heat.buckets + bucket])}`;
        }

        const redraw = () => draw(run_, self.heat, drawn.scale);
        let pressed = null;
        canvas.addEventListener("pointermove", event => {
            if (self.heat?.buckets) Look.tip.show(describe(cellAt(event)), event.clientX, event.clientY);
        });
        canvas.addEventListener("pointerleave", Look.tip.hide);
        canvas.addEventListener("pointerdown", event => {
            pressed = self.heat?.buckets ? { cell: cellAt(event), x: event.clientX } : null;
        });
        canvas.addEventListener("pointerup", event => {
            if (!pressed) return;
            const cell = cellAt(event),
                { heat } = self;
            if (Math.abs(event.clientX - pressed.x) > 6) {
                const [a, b] = [pressed.cell.bucket, cell.bucket].sort((x, y) => x - y);
                state.zoom({ from: heat.start + a * heat.width, to: heat.start + (b + 1) * heat.width });
            } else {
                self.cell = cell;
                redraw();
                state.pick(run_.id, cell.row);
            }
            pressed = null;
        });
        canvas.addEventListener("dblclick", () => state.zoom(null));
        canvas.addEventListener("keydown", event => {
            if (!self.heat?.buckets || event.ctrlKey || event.metaKey || event.altKey) return;
            const { first, count } = window_(),
                { heat } = self;
            const cell = self.cell ?? { bucket: Math.floor(first), row: 0 },
                jump = event.shiftKey ? 10 : 1;
            const move = { ArrowLeft: [-jump, 0], ArrowRight: [jump, 0], ArrowUp: [0, -jump], ArrowDown: [0, jump] }[
                event.key
            ];
            if (move) {
                self.cell = {
                    bucket: Math.min(Math.ceil(first + count) - 1, Math.max(Math.floor(first), cell.bucket + move[0])),
                    row: Math.min(drawn.rows - 1, Math.max(0, cell.row + move[1])),
                };
                redraw();
                said.textContent = describe(self.cell).replace("\n", " · ");
            } else if (event.key === "Enter") {
                state.pick(run_.id, cell.row);
            } else if (event.key === "+" || event.key === "=" || event.key === "-") {
                const middle = heat.start + (cell.bucket + 0.5) * heat.width,
                    half = count * heat.width * (event.key === "-" ? 1 : 0.25);
                state.zoom(
                    event.key === "-" && half * 2 >= run_.view.steps
                        ? null
                        : { from: Math.max(0, Math.floor(middle - half)), to: Math.ceil(middle + half) + 1 },
                );
            } else if (event.key === "0" || event.key === "Escape") {
                self.cell = null;
                state.zoom(null);
            } else return;
            event.preventDefault();
        });
        return self;
    }

    function legend(scale) {
        const bar = Look.make("span", { class: "bar" });
        bar.style.background = `linear-gradient(90deg, ${Array.from({ length: 10 }, (_, i) => Look.css(Look.heat(i / 9))).join(",")})`;
        const patch = (color, text) =>
            Look.make("span", {}, Look.make("span", { class: "swatch", style: `background:${color}` }), " " + text);
        const [left, right] = [Look.number(scale.low), Look.number(scale.high)];
        return Look.make(
            "div",
            { class: "legend" },
            Look.make("span", {}, left + " ", bar, " " + right),
            patch(Look.css(Look.broken.nan), Words("nan")),
            patch(Look.css(Look.broken.inf), Words("inf")),
            patch("var(--grid)", Words("measured")),
        );
    }

    return { panel, scaleOf, legend, words };
})();
