"use strict";
// What is shown: runs of the list, panels of the chosen ones. The address says it, so that a view can be kept and sent.
(() => {
    const { make } = Look,
        main = document.getElementById("main"),
        list = document.getElementById("runs"),
        search = document.getElementById("search");
    const state = { ids: [], range: null, quantity: "gradient", log: true, smooth: 0, layer: null, zoom, pick };
    let overviews = [],
        shown = null,
        turn = 0,
        busy = false,
        again = false;

    function readAddress() {
        const parts = new URLSearchParams(location.hash.slice(1));
        state.ids = [...new Set(parts.getAll("run"))];
        state.range = parts.has("from")
            ? { from: Math.max(0, +parts.get("from") || 0), to: Math.max(1, +parts.get("to") || 1) }
            : null;
        state.quantity = Source.quantities.includes(parts.get("show")) ? parts.get("show") : "gradient";
        if (parts.get("lang")) Words.choose(parts.get("lang"));
    }

    function writeAddress() {
        const parts = new URLSearchParams(state.ids.map(id => ["run", id]));
        if (state.range) {
            parts.set("from", state.range.from);
            parts.set("to", state.range.to);
        }
        if (state.quantity !== "gradient") parts.set("show", state.quantity);
        if (Words.language() !== "en") parts.set("lang", Words.language());
        history.replaceState(null, "", "#" + parts);
    }

    function zoom(range) {
        state.range = range;
        Look.tip.hide();
        writeAddress();
        refresh();
    }
    function pick(id, parameter) {
        state.layer = { id, parameter };
        refresh();
    }

    // ---- the list
    function drawList() {
        const wanted = search.value.trim().toLowerCase();
        const focused = document.activeElement?.dataset?.run;
        const rows = overviews
            .filter(it => !wanted || `${it.run} ${it.status}`.toLowerCase().includes(wanted))
            .map(it => {
                const chosen = state.ids.indexOf(it.run),
                    box = make("span", { class: "box" });
                if (chosen >= 0)
                    box.style.background = box.style.borderColor = Look.palette[chosen % Look.palette.length];
                const numbers = [
                    `${Look.whole(it.steps)} ${Words("steps")}`,
                    it.testAccuracy !== null
                        ? Look.percent(it.testAccuracy)
                        : it.testLoss !== null && it.testLoss !== undefined
                          ? `${Words("lossOf")} ${Look.number(it.testLoss)}`
                          : "",
                    it.started.slice(0, 16).replace("T", " "),
                ];
                return make(
                    "button",
                    {
                        class: "run",
                        type: "button",
                        role: "option",
                        "aria-selected": String(chosen >= 0),
                        "data-run": it.run,
                        title: it.run,
                        onclick: event =>
                            choose(it.run, event.ctrlKey || event.metaKey || event.shiftKey || event.target === box),
                    },
                    box,
                    make("span", { class: "name" }, it.run),
                    make("span", { class: "status " + it.status }, Words("status_" + it.status)),
                    make("span", { class: "numbers" }, numbers.filter(Boolean).join(" · ")),
                );
            });
        list.replaceChildren(
            ...(rows.length || overviews.length ? rows : [make("p", { class: "empty" }, Words("empty"))]),
        );
        if (focused) [...list.children].find(it => it.dataset.run === focused)?.focus();
    }

    function choose(id, add) {
        if (add) state.ids = state.ids.includes(id) ? state.ids.filter(it => it !== id) : [...state.ids, id];
        else state.ids = [id];
        [state.range, state.layer] = [null, null];
        writeAddress();
        drawList();
        build();
    }

    list.addEventListener("keydown", event => {
        const rows = [...list.querySelectorAll(".run")],
            at = rows.indexOf(document.activeElement);
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
        if (to !== undefined) {
            rows[Math.min(rows.length - 1, Math.max(0, to))]?.focus();
            event.preventDefault();
        } else if (event.key === " " && at >= 0) {
            choose(rows[at].dataset.run, true);
            event.preventDefault();
        }
    });
    search.addEventListener("input", drawList);

    // ---- the panels
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
                    if (canvas) Look.png(`${name}.png`, `${state.ids.join(", ")}: ${of.title}`, canvas);
                },
            },
            Words("png"),
        );
    }

    function build() {
        shown = null;
        Look.tip.hide();
        if (state.ids.length === 0) {
            main.replaceChildren(make("p", { class: "empty" }, Words(overviews.length ? "none" : "empty")));
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
        const reset = toggle(Words("reset"), false, () => zoom(null));
        reset.id = "reset";
        add(
            "loss",
            Words("loss"),
            "wide",
            toggle(Words("log"), state.log, () => {
                state.log = !state.log;
                build();
            }),
            toggle(Words("smooth"), state.smooth > 0, () => {
                state.smooth = state.smooth > 0 ? 0 : 0.9;
                build();
            }),
            reset,
            make("span", { class: "small" }, Words("zoom")),
        );
        const quantities = Source.quantities.map((it, i) => {
            const key = "heat" + it[0].toUpperCase() + it.slice(1);
            const button = toggle(Words(key), state.quantity === it, () => {
                state.quantity = it;
                writeAddress();
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
        if (state.ids.length > 1) panels.append(compared.box);
        panels.append(facts.box);
        main.replaceChildren(heads, panels);
        shown = { heads, charts, findings, facts, compared, heats: new Map(), told: "" };
        refresh();
    }

    async function read(id, color, most) {
        const [story, view] = await Promise.all([
            Source.story(id, Words.language()),
            Source.curves(id, state.range, most),
        ]);
        return { id, color, story, view, alone: state.ids.length === 1 };
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
                state.ids.map((id, i) => read(id, Look.palette[i % Look.palette.length], most)),
            );
            if (into !== shown) return;
            drawStories(into, runs);
            drawCharts(into, runs);
            await drawHeats(into, runs);
            await drawLayer(into, runs);
            document.body.dataset.drawn = String(mine);
            // of a long run the server reads a stretch for each picture
            const amount = runs.reduce((sum, it) => sum + it.view.steps + (it.story.findings === null ? 0 : 1), 0);
            const isWhole = runs.every(it => it.story.findings !== null && it.view.steps >= it.story.overview.steps);
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
        into.findings.body.replaceChildren(...runs.map(run => named(run, Details.findings(run), Details.tried(run), Details.notices(run))));
        into.compared.body.replaceChildren(Details.difference(runs));
        into.facts.body.replaceChildren(
            ...runs.map(run =>
                make(
                    "details",
                    { open: runs.length === 1 && Source.saved === null ? true : null },
                    make("summary", {}, run.id),
                    make("p", { class: "small" }, downloads(run)),
                    Details.facts(run),
                    make("h3", {}, Words("evaluations")),
                    Details.evaluations(run),
                ),
            ),
        );
    }

    function downloads(run) {
        const link = (text, what) =>
            Source.csv(run.id, what)
                ? make("a", { class: "button tiny", href: Source.csv(run.id, what), download: "" }, text)
                : null;
        return make(
            "span",
            {},
            link(`${Words("csv")}: ${Words("steps")}`, "steps.csv"),
            " ",
            ...Source.quantities.map(it =>
                make(
                    "span",
                    {},
                    link(
                        `${Words("csv")}: ${Words("heat" + it[0].toUpperCase() + it.slice(1))}`,
                        `layers.csv?quantity=${it}`,
                    ),
                    " ",
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
        document.getElementById("reset").hidden = state.range === null;
        draw(charts.loss, host => Curves.line(host, runs, state, "loss"));
        const acted = runs.some(it => it.view.acts.length > 0);
        charts.held.box.hidden = !acted;
        if (acted) {
            draw(charts.held, host => Curves.strip(host, runs, state));
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
            if (!charts[key].box.hidden) draw(charts[key], host => Curves.line(host, runs, state, key));
        }
        charts.test.box.hidden = !runs.some(it => it.story.evaluations.length > 0);
        if (!charts.test.box.hidden) draw(charts.test, host => Curves.tests(host, runs, state));
    }

    async function drawHeats(into, runs) {
        const slot = into.charts.heat,
            quantity = state.quantity;
        const most = Math.min(
            1024,
            Math.max(128, Math.round((main.clientWidth * (devicePixelRatio || 1)) / Math.min(2, runs.length))),
        );
        const heats = await Promise.all(runs.map(it => Source.heat(it.id, quantity, state.range, most)));
        if (into !== shown || quantity !== state.quantity) return;
        slot.box.hidden = !runs.some(it => it.story.parameters.length > 0);
        if (slot.box.hidden) return;
        if (into.heats.size === 0) {
            into.board = make("div", { class: "heats" });
            into.legend = make("div", {});
            slot.body.replaceChildren(into.board, into.legend);
            for (const run of runs) {
                const it = Heat.panel(run, state);
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
            run = runs.find(it => it.id === state.layer?.id);
        slot.box.hidden = !run;
        if (!run) return;
        const view = await Source.layer(run.id, state.layer.parameter, state.range, 1024);
        if (into !== shown) return;
        draw(slot, host => Curves.layer(host, view, state, [run]));
        const it = run.story.parameters[state.layer.parameter];
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

    // ---- the frame
    function say() {
        search.placeholder = Words("search");
        search.setAttribute("aria-label", Words("search"));
        document.getElementById("language").textContent = Words("other");
        document.getElementById("theme").textContent = Words(Look.theme.get() === "dark" ? "light" : "dark");
        document.getElementById("help").setAttribute("aria-label", Words("help"));
        const keys = [
            ["/", "keySearch"],
            ["↑ ↓ ← →", "keyMove"],
            ["Enter", "keyOpen"],
            ["Space, Ctrl+click", "keyAdd"],
            ["+ −", "keyZoom"],
            ["0", "keyReset"],
            ["Enter", "keyLayer"],
            ["1 2 3 4", "keyQuantity"],
        ];
        const dialog = document.getElementById("keys");
        dialog.setAttribute("aria-label", Words("help"));
        dialog.replaceChildren(
            make("h3", {}, Words("help")),
            make(
                "table",
                {},
                make(
                    "tbody",
                    {},
                    keys.map(([key, text]) =>
                        make("tr", {}, make("td", {}, make("kbd", {}, key)), make("td", {}, Words(text))),
                    ),
                ),
            ),
            make("button", { type: "button", onclick: () => dialog.close() }, Words("close")),
        );
        if (Source.saved) document.getElementById("connection").textContent = Words("saved");
    }

    document.getElementById("language").addEventListener("click", () => {
        Words.choose(Words.language() === "en" ? "zh" : "en");
        writeAddress();
        say();
        drawList();
        build();
    });
    document.getElementById("theme").addEventListener("click", () => {
        Look.theme.set(Look.theme.get() === "dark" ? "light" : "dark");
        say();
        build();
    });
    document.getElementById("help").addEventListener("click", () => document.getElementById("keys").showModal());
    document.addEventListener("keydown", event => {
        if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "/") {
            search.focus();
            event.preventDefault();
        } else if (event.key === "?") document.getElementById("keys").showModal();
        else if (/^[1-4]$/.test(event.key)) {
            state.quantity = Source.quantities[+event.key - 1];
            writeAddress();
            const cell = document.activeElement?.dataset?.run;
            build();
            if (cell) queueMicrotask(() => {});
        } else if (event.key === "0") zoom(null);
    });
    let width = innerWidth,
        waits = 0;
    addEventListener("resize", () => {
        clearTimeout(waits);
        waits = setTimeout(() => {
            if (innerWidth !== width) {
                width = innerWidth;
                refresh();
            }
        }, 150);
    });
    addEventListener("hashchange", () => {
        readAddress();
        say();
        drawList();
        build();
    });

    async function readList() {
        try {
            overviews = await Source.runs();
            drawList();
        } catch {
            /* the connection says so itself */
        }
    }

    // at most every second, and a tenth of the time at most
    let last = 0,
        due = 0,
        spent = 0;
    function soon() {
        clearTimeout(due);
        due = setTimeout(
            () => {
                last = Date.now();
                refresh();
            },
            Math.max(0, last + Math.max(1000, 10 * spent) - Date.now()),
        );
    }

    async function begin() {
        Look.theme.begin();
        readAddress();
        say();
        await readList();
        if (state.ids.length === 0 && (overviews.length === 1 || Source.saved)) {
            state.ids = (Source.saved ? overviews : [overviews[0]]).map(it => it.run);
            drawList();
        }
        build();
        let connected = null;
        Source.listen(
            news => {
                if (news.list || news.runs?.length) readList();
                if (news.runs?.some(id => state.ids.includes(id))) soon();
                if (!shown && news.list) build();
            },
            isLive => {
                const box = document.getElementById("connection");
                box.textContent = Words(isLive ? "live" : "lost");
                // whatever happened meanwhile is asked for, not remembered
                if (isLive && connected === false) {
                    readList();
                    refresh();
                }
                connected = isLive;
            },
        );
        // a browser that slept may not know that its connection is gone
        document.addEventListener("visibilitychange", () => {
            if (!document.hidden && !Source.saved) {
                readList();
                refresh();
            }
        });
    }

    begin();
})();
