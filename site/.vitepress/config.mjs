import { readFileSync } from "node:fs";
import { defineConfig } from "vitepress";

const contents = JSON.parse(readFileSync(new URL("contents.json", import.meta.url), "utf8"));
const chinese = [{ text: "文档", items: [{ text: "概览", link: "/zh/" }, { text: "入门", link: "/zh/getting-started" }, { text: "全部文档（英文）", link: "/contents" }] }];

export default defineConfig({
    title: "Ballast",
    description: "Training that doesn't blow up",
    srcDir: "pages",
    outDir: "dist",
    cleanUrls: false,
    lastUpdated: false,
    head: [["link", { rel: "icon", href: "/images/icon.svg" }]],
    markdown: { anchor: { slugify: text => text.toLowerCase().replace(/[^\p{L}\p{N}_\- ]/gu, "").replaceAll(" ", "-") } },
    locales: {
        root: { label: "English", lang: "en" },
        zh: { label: "中文", lang: "zh", themeConfig: { sidebar: chinese, outline: { label: "本页内容" }, docFooter: { prev: "上一页", next: "下一页" } } },
    },
    themeConfig: {
        logo: "/images/icon.svg",
        sidebar: contents,
        outline: [2, 3],
        search: {
            provider: "local",
            options: {
                // words, and single characters where there are no spaces between words
                miniSearch: { options: { tokenize: text => text.match(/\p{Script=Han}|[^\s\p{P}\p{Script=Han}]+/gu) ?? [] } },
                locales: { zh: { translations: { button: { buttonText: "搜索" }, modal: { noResultsText: "没有找到" } } } },
            },
        },
    },
});
