import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";

const replacements = ["bowser", "encoding-japanese", "iconv-lite", "joi"];
const fileOf = (name) => resolve(import.meta.dirname, "replacements", `${name}.js`);

/** An esbuild plugin: puts a few lines in place of large packages of which the bundle needs little or nothing. */
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
    // 160 kB as text, 30 kB compressed; read only for names that are not ASCII.
    onLoad({ filter: /node_modules\/tr46\/lib\/mappingTable\.json$/ }, async ({ path }) => ({
      contents: `module.exports = JSON.parse(${compressed(await readFile(path))});`,
    }));
    // Likewise: 71 kB as text, 9 kB compressed.
    onLoad({ filter: /node_modules\/tr46\/lib\/regexes\.js$/ }, async ({ path }) => ({
      contents: `new Function("module", ${compressed(await readFile(path))})(module);`,
    }));
  },
};

/** An expression of the text. */
function compressed(text) {
  const base64 = brotliCompressSync(text).toString("base64");
  return `require("node:zlib").brotliDecompressSync(Buffer.from("${base64}", "base64")).toString()`;
}
