// Writes static/vendor (and tests/vendor) from the packages pinned in package-lock.json.
//   npm ci --ignore-scripts && node scripts/vendor.mjs
// The result is committed: whoever installs Throughline needs no Node.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { transform } from "lightningcss";
import { PurgeCSS } from "purgecss";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const pkg = (name, path) => join(root, "node_modules", name, path);
const read = (path) => readFileSync(path, "utf8");
const words = (path) => read(path).replace(/^\s*#.*$/gm, "").split(/\s+/).filter(Boolean);
const BUDGET = 20 * 1024; // brotli bytes of tabler.css

const files = [];
function put(path, data, name, what) {
  const info = JSON.parse(read(pkg(name, "package.json")));
  const body = Buffer.from(data);
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), body);
  files.push({ path, package: name, version: info.version, license: info.license, what,
    bytes: body.length, sha256: createHash("sha256").update(body).digest("hex") });
  const compressed = path.endsWith(".woff2") ? body.length : brotliCompressSync(body).length;
  console.log(`${path.padEnd(36)} ${String(body.length).padStart(8)} raw ${String(compressed).padStart(7)} brotli`);
  return compressed;
}

// --- Tabler's CSS, only what is used --------------------------------------------------------
// Names that app.css owns: Tabler's rules of the same name would leak into them.
const OURS = /^(steps?|step-item|timeline|toolbar|avatar|empty|kbd|chip|icon|lead|mark)(-.*)?$/;
const TAGS = "html body main section article header footer nav aside h1 h2 h3 h4 h5 h6 p a b strong em i small sub sup " +
  "ul ol li dl dt dd blockquote figure figcaption img svg table caption colgroup col thead tbody tfoot tr th td form " +
  "fieldset legend label input button select optgroup option textarea output progress details summary dialog pre code " +
  "samp hr address abbr time iframe video";
const ATTRIBUTES = "type checkbox radio file range search number date time datetime-local text email url password color " +
  "month week button submit reset role disabled readonly multiple size open hidden href class list title";

async function tabler() {
  const css = read(pkg("@tabler/core", "dist/css/tabler.css"))
    .replace(/^@charset[^;]*;/, "")
    .replace(/@import[^;]+;/g, "") // no remote fonts
    .replace(/\/\*[\s\S]*?\*\//g, ""); // comments, the source map's among them
  const names = words(join(root, "scripts/tabler-classes.txt"));
  const patterns = names.filter((n) => /[*[]/.test(n)).map((n) => new RegExp(`^${n.replace(/\*/g, "[\\w-]*")}$`));
  const [{ css: purged }] = await new PurgeCSS().purge({
    css: [{ raw: css }],
    content: [
      ...["templates/**/*.html", "static/app/*.{js,css}",
        "{mentorship,programs,matching,tracking,recognition}/**/*.py"].map((glob) => join(root, glob)),
      { raw: [...names, TAGS, ATTRIBUTES].join(" "), extension: "html" },
    ],
    // What is added by script or by htmx, and what the browser sets itself.
    safelist: { standard: [...patterns, /^htmx-/, "show", "active", "disabled", ":root", ":host", "*"] },
    blocklist: [OURS, /carousel|offcanvas|markdown|apexcharts|^ts-|tom-select|litepicker|vanilla|flatpickr|plyr|fslightbox|jvm|dropzone/,
      /data-bs-theme|data-theme|data-bs-navbar/, /^theme-dark$/],
    variables: true, keyframes: true, fontFace: true,
  });
  // In a layer of its own: any rule of ours wins without a fight over specificity.
  const { code } = transform({ filename: "tabler.css", code: Buffer.from(`@layer tabler{${purged}}`), minify: true });
  const banner = "/*! Tabler, purged and put in a cascade layer. Copyright 2018-2026 The Tabler Authors. MIT: see LICENSES.md */\n";
  const size = put("static/vendor/tabler.css", banner + code, "@tabler/core", "CSS framework, purged and minified");
  if (size > BUDGET) throw new Error(`tabler.css is ${size} bytes compressed, the budget is ${BUDGET}: trim scripts/tabler-classes.txt`);
}

// --- Icons ----------------------------------------------------------------------------------
function icons() {
  const names = [...new Set(words(join(root, "scripts/icons.txt")))].sort();
  const symbols = names.map((name) => {
    const path = pkg("@tabler/icons", `icons/outline/${name}.svg`);
    if (!existsSync(path)) throw new Error(`no outline icon is called "${name}"`);
    const inner = read(path).replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "").replace(/\s*\n\s*/g, "").replace(/\s+\/>/g, "/>");
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
      `stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
  });
  put("static/vendor/icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`, "@tabler/icons", `${names.length} outline icons as a sprite`);
}

// --- Copies, manifest, licences -------------------------------------------------------------
await tabler();
icons();
put("static/vendor/htmx.min.js", readFileSync(pkg("htmx.org", "dist/htmx.min.js")), "htmx.org", "htmx 2");
for (const set of ["latin", "latin-ext"])
  put(`static/vendor/inter-${set}.woff2`, readFileSync(pkg("@fontsource-variable/inter", `files/inter-${set}-wght-normal.woff2`)),
    "@fontsource-variable/inter", `Inter, variable weight, ${set}`);
put("tests/vendor/axe.min.js", readFileSync(pkg("axe-core", "axe.min.js")), "axe-core", "accessibility checks of the browser tests");

writeFileSync(join(root, "static/vendor/manifest.json"),
  JSON.stringify({ written_by: "scripts/vendor.mjs", files }, null, 2) + "\n");

const MIT = () => `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:\n\nThe above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.\n\nTHE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
const text = {
  "@tabler/core": `Copyright 2018-2026 The Tabler Authors\nCopyright 2018-2026 codecalm.net Paweł Kuna\n\n${MIT()}`,
  "axe-core": "Mozilla Public License 2.0: the notice is in the head of the file, which is unmodified and only used by the tests.",
};
let out = "# Licences of the vendored files\n\nWritten by `scripts/vendor.mjs`; hashes are in `manifest.json`.\n\n| file | package | version | licence |\n|---|---|---|---|\n";
for (const f of files) out += `| ${f.path} | ${f.package} | ${f.version} | ${f.license} |\n`;
for (const name of [...new Set(files.map((f) => f.package))])
  out += `\n## ${name}\n\n\`\`\`text\n${(text[name] ?? read(pkg(name, "LICENSE"))).trim()}\n\`\`\`\n`;
writeFileSync(join(root, "static/vendor/LICENSES.md"), out);
