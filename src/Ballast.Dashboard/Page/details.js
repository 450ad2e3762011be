"use strict";
// What there is to read: findings, facts, configs beside each other.
const Details = (() => {
    const { make } = Look;

    const since = it => (it.since < 0 ? Words("start") : `${Words("since")} ${Look.whole(it.since)}`);
    const brief = it => `${it.code} ${it.where ? it.where + ": " : ""}${it.title} (${since(it)})`;

    function headline(run) {
        const { overview, reason, trivial, dropped } = run.story;
        const zh = Words.language() === "zh";
        const numbers = [zh ? `${Look.whole(overview.steps)} 步` : `${Look.whole(overview.steps)} steps`];
        if (overview.testAccuracy !== null) numbers.push(`${Words("test")} ${Look.percent(overview.testAccuracy)}`);
        else if (run.story.evaluations.length) numbers.push(`${Words("testLoss")} ${Look.number(overview.testLoss)}`);
        const gravest = run.story.findings?.find(it => it.severity !== "note");
        return make(
            "div",
            { class: "story" },
            make("span", { class: "swatch", style: `background:${run.color}` }),
            make("h2", {}, run.id),
            make("span", { class: "status " + overview.status }, Words("status_" + overview.status)),
            make("span", {}, numbers.join(" · ")),
            gravest && make("strong", { class: gravest.severity }, brief(gravest)),
            make("span", { class: "sentence" }, [reason, trivial?.sentence].filter(Boolean).join(" ")),
            dropped > 0 ? make("span", { class: "status halted" }, `${dropped} ${Words("dropped")}`) : null,
        );
    }

    function finding(it) {
        const code = (name, text) =>
            text ? make("div", {}, make("span", { class: "small" }, Words(name)), make("pre", {}, text)) : null;
        return make(
            "details",
            { class: "finding " + it.severity, open: false },
            make(
                "summary",
                {},
                make("strong", {}, it.code),
                ` ${Words("severity_" + it.severity)}${it.where ? " · " + it.where : ""}: ${it.title} `,
                make("span", { class: "small" }, `(${since(it)})`),
            ),
            make("p", {}, it.what),
            it.why ? make("p", {}, it.why) : null,
            it.likely ? make("p", {}, it.likely) : null,
            it.remedy ? make("p", {}, make("strong", {}, it.remedy)) : null,
            code("csharp", it.csharp),
            code("config", it.config),
        );
    }

    const findings = run =>
        make(
            "div",
            {},
            run.story.findings === null
                ? make("p", { class: "small" }, Words("loading"))
                : run.story.findings.length
                  ? run.story.findings.map(finding)
                  : make("p", { class: "small" }, Words("noFindings")),
        );

    const tried = run =>
        run.story.tried.length
            ? make(
                  "div",
                  {},
                  make("h3", {}, Words("tried")),
                  make(
                      "table",
                      {},
                      make(
                          "tbody",
                          {},
                          run.story.tried.map(it =>
                              make(
                                  "tr",
                                  {},
                                  make("td", {}, it.heals ? "✓" : ""),
                                  make("td", {}, it.name),
                                  make("td", {}, it.cause),
                                  make("td", {}, it.score === null ? Words("nan") : Look.number(it.score)),
                              ),
                          ),
                      ),
                  ),
              )
            : null;

    const notices = run =>
        run.story.notices.length
            ? make(
                  "div",
                  {},
                  make("h3", {}, Words("notices")),
                  make(
                      "ul",
                      {},
                      run.story.notices.map(it =>
                          make("li", {}, `${Words("step")} ${Look.whole(it.step)}: ${it.text}`),
                      ),
                  ),
              )
            : null;

    // lines of a config as paths; enough to compare two of them
    function flat(story) {
        const found = new Map(),
            path = [];
        for (const line of story.config.split("\n")) {
            const bare = line.replace(/\s+#.*$/, "");
            if (!bare.trim() || bare.trim().startsWith("#")) continue;
            const depth = bare.search(/\S/),
                pair = /^\s*(- )?([\w.-]+):\s*(.*)$/.exec(bare);
            while (path.length && path[path.length - 1].depth >= depth) path.pop();
            const prefix = path.map(it => it.name).join(".");
            if (!pair) {
                found.set(prefix + "[]", [found.get(prefix + "[]"), bare.trim()].filter(Boolean).join(" "));
                continue;
            }
            if (pair[3]) found.set([prefix, pair[2]].filter(Boolean).join("."), pair[3]);
            path.push({ depth, name: pair[2] });
        }
        for (const line of (story.facts.overrides ?? "").split("\n").filter(Boolean)) {
            const cut = line.indexOf("=");
            found.set(line.slice(0, cut), line.slice(cut + 1));
        }
        return found;
    }

    function difference(runs) {
        const flats = runs.map(it => flat(it.story));
        const keys = [...new Set(flats.flatMap(it => [...it.keys()]))].filter(
            key => new Set(flats.map(it => it.get(key))).size > 1,
        );
        if (!keys.length) return make("p", { class: "small" }, Words("same"));
        return make(
            "table",
            {},
            make(
                "thead",
                {},
                make(
                    "tr",
                    {},
                    make("th", {}, ""),
                    runs.map(it => make("th", {}, it.id)),
                ),
            ),
            make(
                "tbody",
                {},
                keys.map(key =>
                    make(
                        "tr",
                        { class: "differs" },
                        make("td", {}, key),
                        flats.map(it => make("td", {}, it.get(key) ?? "–")),
                    ),
                ),
            ),
        );
    }

    function facts(run) {
        const known = Object.entries(run.story.facts).filter(([key, value]) => value && key !== "samples");
        return make(
            "div",
            {},
            make(
                "table",
                {},
                make(
                    "tbody",
                    {},
                    known.map(([key, value]) => make("tr", {}, make("th", {}, key), make("td", {}, value))),
                ),
            ),
            run.story.config ? make("pre", {}, run.story.config) : make("p", { class: "small" }, Words("same2")),
        );
    }

    function evaluations(run) {
        return make(
            "table",
            {},
            make(
                "thead",
                {},
                make(
                    "tr",
                    {},
                    ["epoch", "step", "testLoss", "test"].map(it => make("th", {}, Words(it))),
                ),
            ),
            make(
                "tbody",
                {},
                run.story.evaluations.map(it =>
                    make(
                        "tr",
                        {},
                        [it.epoch, Look.whole(it.step), Look.number(it.loss), Look.percent(it.accuracy)].map(cell =>
                            make("td", {}, String(cell)),
                        ),
                    ),
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

    return { downloads, headline, findings, tried, notices, difference, facts, evaluations };
})();
