"use strict";
// Where answers come from: the server, or, in a saved page, what was put into it.
const Source = (() => {
    const held = document.getElementById("embedded");
    const saved = held ? JSON.parse(held.textContent) : null;

    async function ask(path) {
        const answer = await fetch("api/" + path, { cache: "no-store" });
        if (!answer.ok) throw new Error((await answer.text()) || answer.statusText);
        return answer.json();
    }

    const at = id => "runs/" + encodeURIComponent(id);
    const span = range => (range ? `&from=${range.from}&to=${range.to}` : "");

    function withCells(heat) {
        const bytes = Uint8Array.from(atob(heat.cells), c => c.charCodeAt(0));
        return { ...heat, cells: new Float32Array(bytes.buffer) };
    }

    const quantities = ["gradient", "weight", "update", "held"];

    async function heat(id, quantity, range, most) {
        return withCells(
            saved
                ? saved.heats[id][quantity]
                : await ask(`${at(id)}/heat?quantity=${quantity}&most=${most}${span(range)}`),
        );
    }

    return {
        saved,
        quantities,
        runs: async () => (saved ? saved.runs : ask("runs")),
        story: async (id, language) => (saved ? saved.stories[id][language] : ask(`${at(id)}?lang=${language}`)),
        curves: async (id, range, most, language) =>
            saved
                ? { ...saved.curves[id], acts: saved.acts[id][language] ?? saved.curves[id].acts }
                : ask(`${at(id)}/curves?lang=${language}&most=${most}${span(range)}`),
        heat,
        // a heat map whose rows are the quantities
        async layer(id, parameter, range, most) {
            if (!saved)
                return withCells(await ask(`${at(id)}/layer?parameter=${parameter}&most=${most}${span(range)}`));
            const all = await Promise.all(quantities.map(it => heat(id, it)));
            const n = all[0].buckets,
                cells = new Float32Array(n * all.length);
            all.forEach((it, row) => cells.set(it.cells.subarray(parameter * n, (parameter + 1) * n), row * n));
            return { ...all[0], cells };
        },
        csv: (id, what) => (saved ? null : `api/${at(id)}/${what}`),
        listen(onChange, onState) {
            if (saved) return;
            const events = new EventSource("api/live");
            events.addEventListener("hello", () => onState(true));
            events.addEventListener("change", e => onChange(JSON.parse(e.data)));
            events.onerror = () => onState(false); // the browser tries again by itself
        },
    };
})();
