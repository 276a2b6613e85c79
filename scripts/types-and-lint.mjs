// Does in one process what `tsc --noEmit` and `eslint .` do in two: most of the time of both is to find out the types, and rules and
// compiler find out the same.
import { ESLint } from "eslint";
import ts from "typescript";

const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => fail([problem]) };
const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile("tsconfig.json", {}, host);
const program = ts.createProgram({ rootNames: fileNames, options, configFileParsingDiagnostics: errors });

const forTypeScript = { projectService: false, programs: [program] };
const eslint = new ESLint({
  overrideConfig: { files: ["**/*.ts"], languageOptions: { parserOptions: forTypeScript } },
});
const results = await eslint.lintFiles(["."]);
const { format } = await eslint.loadFormatter("stylish");
process.stdout.write(await format(results));
if (results.some(({ errorCount }) => errorCount > 0)) process.exitCode = 1;

fail(ts.getPreEmitDiagnostics(program));

function fail(problems) {
  if (problems.length === 0) return;
  const names = {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => "\n",
  };
  process.stdout.write(ts.formatDiagnostics(problems, names));
  process.exitCode = 1;
}
