import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { transform } from "esbuild";

const replacements = ["bowser", "encoding-japanese", "iconv-lite", "joi"];
const fileOf = (name) => resolve(import.meta.dirname, "replacements", `${name}.js`);
/** Characters beyond ASCII (tr46) and public suffixes (tldts): 340 kB as text, 90 kB compressed, and read for few messages. */
const TABLES = /node_modules\/(?:tr46\/lib\/(?:mappingTable|regexes)|tldts\/dist\/es6\/src\/data\/trie)\.js(?:on)?$/;

/** An esbuild plugin: replaces large packages of which the bundle needs little or nothing by a few lines. */
export const smallerPackages = {
  name: "smaller-packages",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: new RegExp(`^(?:${replacements.join("|")})$`) }, ({ path }) => ({ path: fileOf(path) }));
    onResolve({ filter: /^\.\/mimetypes$/ }, ({ importer }) =>
      /node_modules\/libmime\//.test(importer) ? { path: fileOf("mimetypes") } : undefined,
    );
    onResolve({ filter: /^\.\/html-entities\.js$/ }, ({ importer }) =>
      /node_modules\/postal-mime\//.test(importer) ? { path: fileOf("html-entities") } : undefined,
    );
    // The same code as ES modules, from which esbuild removes unused exports.
    onResolve({ filter: /^yaml$/ }, () => ({
      path: resolve("node_modules/yaml/browser/dist/index.js"),
      sideEffects: false,
    }));
    // Packages read only their own version and address.
    onLoad({ filter: /node_modules\/.*\/package\.json$/ }, async ({ path }) => {
      const { name, version, homepage } = JSON.parse(await readFile(path, "utf8"));
      return { contents: JSON.stringify({ name, version, homepage }), loader: "json" };
    });
    onLoad({ filter: TABLES }, async ({ path }) => ({
      contents: await compressed(await readFile(path, "utf8"), extname(path).slice(1)),
      loader: "js",
    }));
    // The regular expressions are 90 kB as text and 15 kB compressed; the names stay the same.
    onLoad({ filter: /node_modules\/tr46\/lib\/regexes\.js$/ }, async ({ path }) => ({
      contents: compressedExpressions((await import(path)).default),
    }));
  },
};

/** A CommonJS module that decompresses the code of a module when it is loaded. */
async function compressed(source, loader) {
  const { code } = await transform(source, { loader, format: "cjs", minify: true, target: "node20" });
  const base64 = brotliCompressSync(code).toString("base64");
  return `
    const code = require("node:zlib").brotliDecompressSync(Buffer.from("${base64}", "base64")).toString();
    new Function("module", "exports", code)(module, exports);
  `;
}

/** A module that exports regular expressions and nothing else. */
function compressedExpressions(module) {
  const parts = Object.entries(module).map(([name, { source, flags }]) => [name, source, flags]);
  const expand = "for (const [name, source, flags] of parts) module.exports[name] = new RegExp(source, flags);";
  return `${compressed(JSON.stringify(parts)).replace("module.exports", "const parts")}\nmodule.exports = {};\n${expand}`;
}
