"use strict";
// The panels of the chosen runs: built once for a choice, drawn again when there is something new.
const Board = (() => {
    const { make } = Look,
        main = document.getElementById("main");
    let shown = null,
        turn = 0,
        busy = false,
        again = false,
        spent = 0;

    function panel(title, classes, ...tools) {
        const body = make("div", {});
        const box = make(
            "section",
            { class: "panel " + classes, "aria-label": title },
            make("div", { class: "head" }, make("h3", {}, title), ...tools.filter(Boolean)),
            body,
        );
        return { box, body, title };
    }

    const toggle = (text, pressed, act) =>
        make("button", { class: "tiny", type: "button", "aria-pressed": String(pressed), onclick: act }, text);
    const space = () => make("span", { class: "space" });

    function png(of, name) {
        return make(
            "button",
            {
                class: "tiny",
                type: "button",
                onclick: () => {
                    const canvas = of.body.querySelector("canvas");
                    if (canvas) Look.png(`${name}.png`, `${State.ids.join(", ")}: ${of.title}`, canvas);
                },
            },
            Words("png"),
        );
    }

    function build() {
        shown = null;
        Look.tip.hide();
        if (State.ids.length === 0) {
            main.replaceChildren(make("p", { class: "empty" }, Words(RunList.all().length ? "none" : "empty")));
            return;
        }
        const heads = make("div", {}),
            panels = make("div", { class: "panels" }),
            charts = {};
        const add = (key, title, classes, ...tools) => {
            const it = panel(title, classes, ...tools);
            it.box.querySelector(".head").append(space(), png(it, key));
            panels.append(it.box);
            charts[key] = { ...it, chart: null };
        };
        const reset = toggle(Words("reset"), false, () => State.zoom(null));
        reset.id = "reset";
        add(
            "loss",
            Words("loss"),
            "wide",
            toggle(Words("log"), State.log, () => {
                State.log = !State.log;
                build();
            }),
            toggle(Words("smooth"), State.smooth > 0, () => {
                State.smooth = State.smooth > 0 ? 0 : 0.9;
                build();
            }),
            reset,
            make("span", { class: "small" }, Words("zoom")),
        );
        const quantities = Source.quantities.map((it, i) => {
            const key = "heat" + it[0].toUpperCase() + it.slice(1);
            const button = toggle(Words(key), State.quantity === it, () => {
                State.quantity = it;
                State.writeAddress();
                build();
            });
            button.title = String(i + 1);
            return button;
        });
        add("heat", Words("heat"), "wide", ...quantities);
        add("layer", Words("layer"), "wide");
        charts.layer.box.hidden = true;
        add("held", Words("held"), "wide", make("span", { class: "small" }, Words("heldHint")));
        for (const key of ["gradient", "test", "update", "accuracy", "rate"]) add(key, Words(key), "");
        const findings = panel(Words("findings"), "wide"),
            facts = panel(Words("facts"), "wide"),
            compared = panel(Words("difference"), "wide");
        charts.held.box.after(findings.box);
        if (State.ids.length > 1) panels.append(compared.box);
        panels.append(facts.box);
        main.replaceChildren(heads, panels);
        shown = { heads, charts, findings, facts, compared, heats: new Map(), told: "" };
        refresh();
    }

    async function read(id, color, most) {
        const [story, view] = await Promise.all([
            Source.story(id, Words.language()),
            Source.curves(id, State.range, most, Words.language()),
        ]);
        return { id, color, story, view, alone: State.ids.length === 1 };
    }

    // fetches and draws; while it does, further wishes become one
    async function refresh() {
        if (!shown) return;
        if (busy) {
            again = true;
            return;
        }
        busy = true;
        const mine = ++turn,
            into = shown,
            began = performance.now();
        try {
            const most = Math.min(2048, Math.max(256, Math.round(main.clientWidth * 0.9)));
            const runs = await Promise.all(
                State.ids.map((id, i) => read(id, Look.palette[i % Look.palette.length], most)),
            );
            if (into !== shown) return;
            drawStories(into, runs);
            drawCharts(into, runs);
            await drawHeats(into, runs);
            await drawLayer(into, runs);
            document.body.dataset.drawn = String(mine);
            // of a long run the server reads a stretch for each picture
            const amount = runs.reduce((sum, it) => sum + it.view.steps + (it.story.findings === null ? 0 : 1), 0);
            const isWhole = runs.every(
                ({ story, view }) =>
                    story.findings !== null &&
                    (story.overview.status === "running" || view.steps >= story.overview.steps),
            );
            if (!isWhole && amount > (into.amount ?? -1)) again = true;
            else document.body.dataset.complete = "true";
            into.amount = amount;
        } catch (fault) {
            if (into === shown)
                into.heads.replaceChildren(
                    make("p", { class: "finding error" }, `${Words("unreadable")}: ${fault.message}`),
                );
        } finally {
            busy = false;
            spent = performance.now() - began;
            if (again || into !== shown) {
                again = false;
                refresh();
            }
        }
    }

    function drawStories(into, runs) {
        const told = JSON.stringify(runs.map(it => it.story));
        if (told === into.told) return; // what is read or unfolded stays as it is
        into.told = told;
        into.heads.replaceChildren(...runs.map(Details.headline));
        const named = (run, ...parts) => make("div", {}, runs.length > 1 ? make("h3", {}, run.id) : null, ...parts);
        into.findings.body.replaceChildren(
            ...runs.map(run => named(run, Details.findings(run), Details.tried(run), Details.notices(run))),
        );
        into.compared.body.replaceChildren(Details.difference(runs));
        into.facts.body.replaceChildren(
            ...runs.map(run =>
                make(
                    "details",
                    { open: runs.length === 1 && Source.saved === null ? true : null },
                    make("summary", {}, run.id),
                    make("p", { class: "small" }, Details.downloads(run)),
                    Details.facts(run),
                    make("h3", {}, Words("evaluations")),
                    Details.evaluations(run),
                ),
            ),
        );
    }

    function draw(slot, make_) {
        slot.chart?.destroy();
        slot.chart = make_(slot.body);
    }

    function drawCharts(into, runs) {
        const { charts } = into;
        document.getElementById("reset").hidden = State.range === null;
        draw(charts.loss, host => Curves.line(host, runs, State, "loss"));
        const acted = runs.some(it => it.view.acts.length > 0);
        charts.held.box.hidden = !acted;
        if (acted) {
            draw(charts.held, host => Curves.strip(host, runs, State));
            const kinds = Curves.kinds.map(it =>
                make(
                    "span",
                    {},
                    make("span", {
                        class: "swatch",
                        style: `background:${it === "halted" ? "var(--ink)" : Look.acts[it]}`,
                    }),
                    " " + Words(it),
                ),
            );
            charts.held.body.append((charts.held.legend ??= make("div", { class: "legend" }, kinds)));
        }
        for (const key of ["gradient", "update", "accuracy", "rate"]) {
            charts[key].box.hidden = !runs.some(it => Curves.has(it.view, key));
            if (!charts[key].box.hidden) draw(charts[key], host => Curves.line(host, runs, State, key));
        }
        charts.test.box.hidden = !runs.some(it => it.story.evaluations.length > 0);
        if (!charts.test.box.hidden) draw(charts.test, host => Curves.tests(host, runs, State));
    }

    async function drawHeats(into, runs) {
        const slot = into.charts.heat,
            quantity = State.quantity;
        const most = Math.min(
            1024,
            Math.max(128, Math.round((main.clientWidth * (devicePixelRatio || 1)) / Math.min(2, runs.length))),
        );
        const heats = await Promise.all(runs.map(it => Source.heat(it.id, quantity, State.range, most)));
        if (into !== shown || quantity !== State.quantity) return;
        slot.box.hidden = !runs.some(it => it.story.parameters.length > 0);
        if (slot.box.hidden) return;
        if (into.heats.size === 0) {
            into.board = make("div", { class: "heats" });
            into.legend = make("div", {});
            slot.body.replaceChildren(into.board, into.legend);
            for (const run of runs) {
                const it = Heat.panel(run, State);
                into.heats.set(run.id, it);
                into.board.append(
                    make(
                        "div",
                        {},
                        runs.length > 1
                            ? make(
                                  "div",
                                  { class: "small" },
                                  make("span", { class: "swatch", style: `background:${run.color}` }),
                                  " " + run.id,
                              )
                            : null,
                        it.host,
                    ),
                );
            }
        }
        slot.none?.remove();
        if (!heats.some(heat => heat.cells.some(it => it !== -1)))
            slot.body.prepend((slot.none = make("p", { class: "small" }, Words("unmeasured"))));
        into.board.hidden = into.legend.hidden = Boolean(slot.none?.isConnected);
        if (into.board.hidden) return;
        const scale = Heat.scaleOf(heats, quantity);
        runs.forEach((run, i) => into.heats.get(run.id).draw(run, heats[i], scale));
        into.legend.replaceChildren(Heat.legend(scale));
    }

    async function drawLayer(into, runs) {
        const slot = into.charts.layer,
            run = runs.find(it => it.id === State.layer?.id);
        slot.box.hidden = !run;
        if (!run) return;
        const view = await Source.layer(run.id, State.layer.parameter, State.range, 1024);
        if (into !== shown) return;
        draw(slot, host => Curves.layer(host, view, State, [run]));
        const it = run.story.parameters[State.layer.parameter];
        slot.box.querySelector("h3").textContent = `${it.name} [${it.shape}]`;
        const parts = [
            ["heatGradient", 1],
            ["heatWeight", 0],
            ["heatUpdate", 2],
        ];
        slot.legend?.remove();
        slot.legend = make(
            "div",
            { class: "legend" },
            parts.map(([key, color]) =>
                make(
                    "span",
                    {},
                    make("span", { class: "swatch", style: `background:${Look.palette[color]}` }),
                    " " + Words(key),
                ),
            ),
        );
        slot.body.append(slot.legend);
    }

    return { build, refresh, isEmpty: () => shown === null, spent: () => spent };
})();
