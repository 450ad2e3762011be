"use strict";
// Colours, numbers as words, elements. Texts go into the page as text, whatever they say.
const Look = (() => {
    // told apart with any colour vision (Okabe and Ito); the last for dark and light grounds
    const palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999999"];
    const acts = {
        halted: "#111111",
        rolledback: "#CC79A7",
        skipped: "#D55E00",
        clipped: "#E69F00",
        capped: "#F0D264",
        edited: "#009E73",
    };
    // dark to white with evenly rising lightness, so that it reads without colour too
    const stops = [
        [0, 0, 4],
        [28, 16, 68],
        [79, 18, 123],
        [129, 37, 129],
        [181, 54, 122],
        [229, 80, 100],
        [251, 135, 97],
        [254, 194, 135],
        [252, 253, 191],
        [255, 255, 255],
    ];
    const broken = { nan: [0, 229, 255], inf: [40, 100, 255], none: null };

    function heat(share) {
        const at = Math.min(Math.max(share, 0), 1) * (stops.length - 1),
            i = Math.min(Math.floor(at), stops.length - 2),
            f = at - i;
        return stops[i].map((c, k) => Math.round(c + (stops[i + 1][k] - c) * f));
    }

    const css = rgb => `rgb(${rgb.join(",")})`;
    const of = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

    function number(value) {
        if (value === null || value === undefined || Number.isNaN(value)) return "NaN";
        if (typeof value === "string") return value;
        if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
        const size = Math.abs(value);
        return value === 0
            ? "0"
            : size >= 1e5 || size < 1e-3
              ? value.toExponential(2).replace(/\.?0*e\+?/, "e")
              : String(+value.toPrecision(4));
    }

    const percent = value => (value === null ? "–" : (100 * value).toFixed(1) + " %");
    const whole = value => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

    function make(tag, props = {}, ...children) {
        const element = document.createElement(tag);
        for (const [key, value] of Object.entries(props)) {
            if (key === "class") element.className = value;
            else if (key === "style") element.style.cssText = value;
            else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
            else if (value !== false && value !== null) element.setAttribute(key, value === true ? "" : value);
        }
        element.append(...children.flat().filter(it => it !== null && it !== undefined));
        return element;
    }

    const tip = {
        show(text, x, y) {
            const box = document.getElementById("tip");
            box.textContent = text;
            box.hidden = false;
            box.style.left = Math.min(x + 14, innerWidth - box.offsetWidth - 6) + "px";
            box.style.top = (y + 18 + box.offsetHeight > innerHeight ? y - box.offsetHeight - 10 : y + 18) + "px";
        },
        hide() {
            document.getElementById("tip").hidden = true;
        },
    };

    function save(name, blob) {
        const link = make("a", { href: URL.createObjectURL(blob), download: name });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }

    // a canvas with its title on the ground of the page, as a picture of its own
    function png(name, title, canvas) {
        const scale = devicePixelRatio || 1,
            top = 30 * scale,
            copy = document.createElement("canvas");
        copy.width = canvas.width;
        copy.height = canvas.height + top;
        const draw = copy.getContext("2d");
        draw.fillStyle = of("--ground");
        draw.fillRect(0, 0, copy.width, copy.height);
        draw.fillStyle = of("--ink");
        draw.font = `${14 * scale}px system-ui, sans-serif`;
        draw.fillText(title, 8 * scale, 20 * scale);
        draw.drawImage(canvas, 0, top);
        copy.toBlob(blob => save(name, blob));
    }

    const theme = {
        get: () => document.documentElement.dataset.theme,
        set(name) {
            document.documentElement.dataset.theme = name;
            try {
                localStorage.setItem("ballast-theme", name);
            } catch {
                /* a browser that keeps nothing */
            }
        },
        begin() {
            let kept = null;
            try {
                kept = localStorage.getItem("ballast-theme");
            } catch {
                /* as above */
            }
            document.documentElement.dataset.theme =
                kept ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
        },
    };

    return { palette, acts, broken, heat, css, of, number, percent, whole, make, tip, png, save, theme };
})();
