import { readFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * An esbuild plugin for an AWS client that is loaded by import(): keeps only the names that the statement uses, where
 * esbuild would keep all commands.
 */
export const namedImports = {
  name: "named-imports",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^@aws-sdk\/client-/, namespace: "file" }, async ({ kind, path, importer }) => {
      if (kind !== "dynamic-import") return undefined;
      const statement = new RegExp(`\\{([^{}]*)\\} =\\s+await import\\("${path}"\\)`);
      const [, names] = statement.exec(await readFile(importer, "utf8")) ?? [];
      if (names === undefined) return { errors: [{ text: `expected const { names } = await import("${path}")` }] };
      const pluginData = { contents: `export {${names}} from "${path}";`, resolveDir: dirname(importer) };
      return { path: `${path} for ${importer}`, namespace: "named-imports", pluginData };
    });
    onLoad({ filter: /.*/, namespace: "named-imports" }, ({ pluginData }) => pluginData);
  },
};
