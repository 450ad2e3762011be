"use strict";
// The frame around it all: keys, languages, light and dark, and what to do when the server says that something has changed.
(() => {
    const { make } = Look;

    function say() {
        RunList.search.placeholder = Words("search");
        RunList.search.setAttribute("aria-label", Words("search"));
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
        State.writeAddress();
        say();
        RunList.draw();
        Board.build();
    });
    document.getElementById("theme").addEventListener("click", () => {
        Look.theme.set(Look.theme.get() === "dark" ? "light" : "dark");
        say();
        Board.build();
    });
    document.getElementById("help").addEventListener("click", () => document.getElementById("keys").showModal());
    document.addEventListener("keydown", event => {
        if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "/") {
            RunList.search.focus();
            event.preventDefault();
        } else if (event.key === "?") document.getElementById("keys").showModal();
        else if (/^[1-4]$/.test(event.key)) {
            State.quantity = Source.quantities[+event.key - 1];
            State.writeAddress();
            Board.build();
        } else if (event.key === "0") State.zoom(null);
    });
    let width = innerWidth,
        waits = 0;
    addEventListener("resize", () => {
        clearTimeout(waits);
        waits = setTimeout(() => {
            if (innerWidth !== width) {
                width = innerWidth;
                Board.refresh();
            }
        }, 150);
    });
    addEventListener("hashchange", () => {
        State.readAddress();
        say();
        RunList.draw();
        Board.build();
    });

    // at most every second, and a tenth of the time at most
    let last = 0,
        due = 0,
        concerned = false; // whether a chosen run is among those that have changed
    function soon() {
        clearTimeout(due);
        due = setTimeout(
            () => {
                last = Date.now();
                RunList.read().then(() => Board.isEmpty() && Board.build());
                if (concerned) Board.refresh();
                concerned = false;
            },
            Math.max(0, last + Math.max(1000, 10 * Board.spent()) - Date.now()),
        );
    }

    async function begin() {
        Look.theme.begin();
        State.readAddress();
        say();
        await RunList.read();
        if (State.ids.length === 0 && (RunList.all().length === 1 || Source.saved)) {
            State.ids = (Source.saved ? RunList.all() : [RunList.all()[0]]).map(it => it.run);
            RunList.draw();
        }
        Board.build();
        let connected = null;
        Source.listen(
            news => {
                concerned ||= Boolean(news.runs?.some(id => State.ids.includes(id)));
                if (news.list || news.runs?.length) soon();
            },
            isLive => {
                const box = document.getElementById("connection");
                box.textContent = Words(isLive ? "live" : "lost");
                // whatever happened meanwhile is asked for, not remembered
                if (isLive && connected === false) {
                    RunList.read();
                    Board.refresh();
                }
                connected = isLive;
            },
        );
        // a browser that slept may not know that its connection is gone
        document.addEventListener("visibilitychange", () => {
            if (!document.hidden && !Source.saved) {
                RunList.read();
                Board.refresh();
            }
        });
    }

    begin();
})();
