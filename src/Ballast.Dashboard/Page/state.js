"use strict";
// What is shown of which runs. The address says it, so that a view can be kept and sent.
const State = (() => {
    const state = { ids: [], range: null, quantity: "gradient", log: true, smooth: 0, layer: null, zoom, pick };

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
        Board.refresh();
    }
    function pick(id, parameter) {
        state.layer = { id, parameter };
        Board.refresh();
    }

    return Object.assign(state, { readAddress, writeAddress });
})();
