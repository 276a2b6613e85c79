import { readFile } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";

/** Modules of the AWS SDK that only re-export the exports of many other modules. */
const BARREL = /^@(?:smithy|aws-sdk)\/core\/\w+$/;
const IMPORT = /^import \{([^}]*)\} from "([^"]+)";$/gm;
const EXPORT_FROM = /^export \{([^}]*)\} from "([^"]+)";$/gm;
const EXPORT = /^export \{([^}]*)\};$/gm;

/**
 * An esbuild plugin: imports a name from the module that defines it, not from a barrel. esbuild splits by modules: a
 * part that needs one name of a barrel would load everything that any command needs of the barrel.
 */
export const pastBarrels = {
  name: "past-barrels",
  setup({ onLoad, resolve: find }) {
    const barrels = new Map();
    /** Keyed by exported name: the module that defines it, and its name there. */
    const definitions = (barrel) => {
      if (!barrels.has(barrel)) barrels.set(barrel, readBarrel(barrel, find, definitions));
      return barrels.get(barrel);
    };
    onLoad({ filter: /node_modules\/@(?:smithy|aws-sdk)\/.*\.js$|\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const names = [...text.matchAll(IMPORT)].map(([, , module]) => module).filter((module) => BARREL.test(module));
      if (names.length === 0) return undefined;
      const known = new Map(await Promise.all(names.map(async (barrel) => [barrel, await definitions(barrel)])));
      const contents = text.replaceAll(IMPORT, (statement, names, module) =>
        known.has(module) ? importsOf(names, module, known.get(module)) : statement,
      );
      return { contents, loader: extname(path).slice(1) };
    });
  },
};

async function readBarrel(barrel, find, definitions) {
  const { path } = await find(barrel, { kind: "import-statement", resolveDir: process.cwd() });
  const text = await readFile(path, "utf8");
  const locate = async (module, name) => {
    if (module.startsWith(".")) return { module: resolve(dirname(path), module), name };
    return BARREL.test(module) ? (await definitions(module)).get(name) : undefined;
  };
  const imported = new Map();
  for (const [, names, module] of text.matchAll(IMPORT))
    for (const { before, after } of specifiers(names)) imported.set(after, await locate(module, before));
  const exported = new Map();
  for (const [, names, module] of text.matchAll(EXPORT_FROM))
    for (const { before, after } of specifiers(names)) exported.set(after, await locate(module, before));
  for (const [, names] of text.matchAll(EXPORT))
    for (const { before, after } of specifiers(names)) exported.set(after, imported.get(before));
  return exported;
}

/** An import statement for each name. A name that the barrel itself defines is imported from the barrel. */
function importsOf(names, barrel, known) {
  return specifiers(names)
    .map(({ type, before, after }) => {
      const { module, name } = known.get(before) ?? { module: barrel, name: before };
      return `import { ${type}${name} as ${after} } from ${JSON.stringify(module)};`;
    })
    .join(" ");
}

/** Parses the specifiers of an import, such as `a, b as c, type d`. */
function specifiers(names) {
  return [...names.matchAll(/(type )?([\w$]+)(?: as ([\w$]+))?/g)].map(([, type = "", before, after = before]) => ({
    type,
    before,
    after,
  }));
}
