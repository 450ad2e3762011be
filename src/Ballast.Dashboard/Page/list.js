"use strict";
// The runs there are: searched, chosen, several at once.
const RunList = (() => {
    const { make } = Look,
        list = document.getElementById("runs"),
        search = document.getElementById("search");
    let overviews = [];

    function draw() {
        const wanted = search.value.trim().toLowerCase();
        const focused = document.activeElement?.dataset?.run;
        const rows = overviews
            .filter(it => !wanted || `${it.run} ${it.status}`.toLowerCase().includes(wanted))
            .map(it => {
                const chosen = State.ids.indexOf(it.run),
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
        if (add) State.ids = State.ids.includes(id) ? State.ids.filter(it => it !== id) : [...State.ids, id];
        else State.ids = [id];
        [State.range, State.layer] = [null, null];
        State.writeAddress();
        draw();
        Board.build();
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
    search.addEventListener("input", draw);

    async function read() {
        try {
            overviews = await Source.runs();
            draw();
        } catch {
            /* the connection says so itself */
        }
    }

    return { draw, read, search, all: () => overviews };
})();
