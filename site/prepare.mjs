// Makes pages of the documents as they are: docs/ and the documents at the root, with their links; what they link to of the sources becomes a page too.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join, posix, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "..");
const pages = join(here, "pages");
const languages = { ".cs": "csharp", ".fsx": "fsharp", ".csproj": "xml", ".yaml": "yaml", ".py": "python", ".ipynb": "json", ".txt": "text" };

const asPosix = path => path.split("\\").join("/");
const filesIn = folder =>
    readdirSync(folder, { withFileTypes: true }).flatMap(it =>
        it.isDirectory() ? filesIn(join(folder, it.name)) : [asPosix(relative(root, join(folder, it.name)))],
    );

// where a file of the repository is on the site
function pageOf(file) {
    if (file === "README.md") return "index.md";
    if (file === "docs/README.md") return "contents.md";
    if (file.startsWith("docs/")) return file.slice(5).replace(/README\.md$/, "index.md");
    if (file.endsWith(".md")) return file.replace(/README\.md$/, "index.md");
    return `source/${file}.md`;
}

const documents = [
    ...["README.md", "ARCHITECTURE.md", "GLOSSARY.md", "CONTRIBUTING.md", "CHANGELOG.md"],
    ...filesIn(join(root, "docs")).filter(it => it.endsWith(".md")),
    ...filesIn(join(root, "samples")).filter(it => it.endsWith(".md") && !/\/(bin|obj)\//.test(it)),
];
const sources = new Set();

function write(page, text) {
    const target = join(pages, page);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
}

// code keeps what it is; elsewhere a word in angle brackets or double braces is no tag of the site's own
function prose(text, change) {
    return text
        .split(/(^```[\s\S]*?^```|`[^`\n]*`)/m)
        .map((part, i) => (i % 2 ? part : change(part)))
        .join("");
}

function rewrite(file, text) {
    text = text.replace(/^```one way down$/m, "```text"); // a picture that a test reads
    const link = (whole, before, target, anchor = "") => {
        if (/^[a-z]+:/.test(target) || target === "") return whole;
        const path = posix.normalize(posix.join(posix.dirname(file), target)).replace(/\/$/, "");
        if (!existsSync(join(root, path))) return whole; // the generator says that it leads nowhere
        if (/\.(png|svg|jpg)$/.test(path)) return `${before}/${path.replace(/^docs\//, "")})`;
        if (!documents.includes(path)) sources.add(path);
        return `${before}/${pageOf(path).replace(/(index)?\.md$/, "")}${anchor})`;
    };
    return text
        .split(/(^```[\s\S]*?^```)/m)
        .map((part, i) => (i % 2 ? part : part.replace(/(\]\()([^)#\s]*)(#[^)\s]*)?\)/g, link)))
        .map((part, i) => (i % 2 ? part : prose(part, it => it.replaceAll("<", "&lt;").replaceAll("{{", "&#123;&#123;"))))
        .join("");
}

rmSync(pages, { recursive: true, force: true });
for (const file of documents) write(pageOf(file), rewrite(file, readFileSync(join(root, file), "utf8").replaceAll("\r\n", "\n")));
for (const path of sources) {
    const whole = join(root, path);
    const body = statSync(whole).isDirectory()
        ? readdirSync(whole).filter(it => it !== "bin" && it !== "obj").map(it => `- ${it}`).join("\n")
        : `\`\`\`\`${languages[extname(path)] ?? "text"}\n${readFileSync(whole, "utf8")}\n\`\`\`\``;
    write(pageOf(path), `# ${path}\n\n${body}\n`);
}
cpSync(join(root, "docs", "images"), join(pages, "public", "images"), { recursive: true });

// the contents of the documents are the contents of the site
const groups = [];
let text = "";
for (const line of readFileSync(join(root, "docs", "README.md"), "utf8").split("\n")) {
    if (line.startsWith("#")) groups.push({ text: line.startsWith("## ") ? line.slice(3) : "Guide", items: [], collapsed: line.startsWith("## ") });
    for (const [, name, target] of line.matchAll(/\[([^\]]+)\]\(([^)#]+\.md)\)/g)) {
        const page = pageOf(posix.normalize(posix.join("docs", target)));
        if (!/^(zh)\//.test(page)) groups.at(-1).items.push({ text: name.replaceAll("`", ""), link: "/" + page.replace(/(index)?\.md$/, "") });
    }
}
writeFileSync(join(here, ".vitepress", "contents.json"), JSON.stringify(groups, null, 2));
