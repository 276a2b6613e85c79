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
      contents: compressed(await readFile(path)),
    }));
  },
};

function compressed(json) {
  const base64 = brotliCompressSync(json).toString("base64");
  return `module.exports = JSON.parse(require("node:zlib").brotliDecompressSync(Buffer.from("${base64}", "base64")));`;
}
