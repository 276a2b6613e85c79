import globals from "globals";
import tseslint from "typescript-eslint";

// Allowed imports (docs/architecture.md, "Allowed imports"): a folder may import itself and the folders named here, nothing else.
const allowedImports = {
  lib: [],
  settings: ["lib"],
  stacks: ["lib", "settings"],
  store: ["lib"],
  inbound: ["lib", "store"],
  importer: ["lib", "store", "settings"],
  drill: ["lib", "settings", "store", "inbound", "importer"],
  review: ["lib", "settings", "store", "inbound", "importer"],
  operator: ["lib", "settings", "store", "inbound", "importer"],
  testing: ["lib", "store", "inbound", "drill"],
  cli: ["lib", "settings", "store", "inbound", "importer", "drill", "review", "operator"],
};
const everyFolder = Object.keys(allowedImports);
// Inside importer/, from the bottom to the top: a folder or file may import itself and all earlier lines.
const importerFloors = [
  ["message/model"],
  ["outcome", "limits"],
  ["machine/"],
  ["worker/"],
  ["message/"],
  ["maildir/"],
  ["state/"],
  ["transports/"],
  ["context"],
  ["listing/"],
  ["delivery/"],
  ["report"],
  ["import-bucket", "recover"],
  ["import"],
  ["watch/"],
];
const provider = {
  name: "@cdktf/provider-aws",
  message: "Import from @cdktf/provider-aws/lib/<resource>: the barrel costs 10 s and 1.4 GB.",
};
const childProcess = {
  name: "node:child_process",
  message:
    "Use fixtures/process.ts, or execa.sync for a short command: their errors have the exit code and the output.",
};
const cdktf = ["cdktf", "constructs", "cdktf/*", "@cdktf/*"];

function importRules(folder) {
  const forbidden = everyFolder.filter((other) => other !== folder && !allowedImports[folder].includes(other));
  const groups = forbidden.map((other) => ({
    regex: `^(\\.\\./)+${other}(/|$)`,
    message: `${folder}/ must not import ${other}/ (see docs/architecture.md, "Allowed imports").`,
  }));
  groups.push({ regex: "^(\\.\\./)+(main|__tests__|fixtures|bench)(/|$)", message: "No upward imports." });
  if (folder !== "stacks") groups.push({ group: cdktf, message: `${folder}/ runs where cdktf is not installed.` });
  return ["error", { paths: [provider], patterns: groups }];
}

/** The forbidden imports of a folder or file of importer/: everything on the same floor and above, except itself. */
function importerRules(path, floor) {
  const above = importerFloors.slice(floor).flat();
  // From a folder "../state/…" or "../../state/…"; from a file at the top of importer/ "./state/…".
  const start = path.includes("/") ? "^(\\.\\./)+" : "^\\./";
  const forbidden = above.filter((other) => other !== path);
  const patterns = forbidden.map((other) => ({
    regex: start + (other === "message/" ? "message/(?!model$)" : other.endsWith("/") ? other : `${other}$`),
    message: `importer/${path} is below importer/${other} (eslint.config.mjs, importerFloors).`,
  }));
  if (path === "message/model") patterns.push({ regex: "^\\./", message: "The model imports nothing of importer/." });
  const [severity, { paths, patterns: ofFolder }] = importRules("importer");
  return [severity, { paths, patterns: [...ofFolder, ...patterns] }];
}

const importerConfigs = importerFloors.flatMap((paths, floor) =>
  paths.map((path) => ({
    files: [path.endsWith("/") ? `importer/${path}**/*.ts` : `importer/${path}.ts`],
    ignores: path === "message/" ? ["importer/message/model.ts"] : [],
    rules: { "no-restricted-imports": importerRules(path, floor) },
  })),
);

const MAX_TITLE_LENGTH = 79;
/** Calls such as test("…"), test.skip("…"), test.each([…])("…") and describe("…") with a longer title. */
const longTitles = ["callee.name", "callee.object.name", "callee.callee.object.name"].flatMap((name) =>
  ["arguments.0.value", "arguments.0.quasis.0.value.raw"].map((title) => ({
    selector: `CallExpression[${name}=/^(test|describe)$/][${title}=/^.{${MAX_TITLE_LENGTH + 1}}/]`,
    message: `A title has at most ${MAX_TITLE_LENGTH} characters.`,
  })),
);

export default tseslint.config(
  { ignores: ["dist/", "cdktf.out/", "node_modules/", "coverage/", "examples/**/*.ts"] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      globals: globals.node,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "no-restricted-imports": ["error", { paths: [provider] }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  ...everyFolder.map((folder) => ({
    files: [`${folder}/**/*.ts`],
    rules: { "no-restricted-imports": importRules(folder) },
  })),
  ...importerConfigs,
  { files: ["**/*.mjs", "**/*.js"], ...tseslint.configs.disableTypeChecked },
  { files: ["**/*.js"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  {
    files: ["__tests__/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", { name: "it", message: "Write test(…)." }],
      "no-restricted-syntax": ["error", ...longTitles],
    },
  },
  {
    files: ["fixtures/**/*.ts", "scripts/**/*.ts", "bench/**/*.ts"],
    rules: { "no-restricted-imports": ["error", { paths: [provider, childProcess] }] },
  },
  { files: ["scripts/**", "bench/**"], rules: { "no-console": "off" } },
  { files: ["**/*.mjs", "**/*.js"], rules: { "@typescript-eslint/consistent-type-imports": "off" } },
);
