import { availableParallelism } from "node:os";
import { obstacles, requiredSuites } from "./scripts/suites.mjs";

const inTheWay = obstacles();
for (const { suite, by } of requiredSuites()) {
  if (!(suite in inTheWay)) throw new Error(`${by}: expected ${Object.keys(inTheWay).join(", ")}, found "${suite}"`);
  if (inTheWay[suite].length > 0)
    throw new Error(`${by} asks for the ${suite} suite, but ${inTheWay[suite].join("; ")}`);
}

// Without this variable the AWS SDK prints a warning about Node 20 in every process.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/**
 * Jest runs modules in a context of node:vm, where each access to a global calls an interceptor in C++. Access to a parameter of the
 * module is free. Globals that a package declares again, such as Buffer, cannot be parameters.
 */
const GLOBALS_OF_LOOPS = ["Array", "JSON", "Math", "Object"];

const project = (name) => ({
  displayName: name,
  testMatch: [`<rootDir>/__tests__/${name}/**/*.test.ts`],
  testEnvironment: "<rootDir>/fixtures/test-environment.ts",
  transform: { "\\.ts$": "@swc/jest" },
  sandboxInjectedGlobals: GLOBALS_OF_LOOPS,
});

const projects = {
  unit: project("unit"),
  model: project("model"),
  process: project("process"),
  integration: {
    ...project("integration"),
    globalSetup: "<rootDir>/fixtures/localstack/global-setup.ts",
    globalTeardown: "<rootDir>/fixtures/localstack/global-teardown.ts",
    setupFilesAfterEnv: ["<rootDir>/fixtures/localstack/jest-timeout.ts"],
  },
  system: project("system"),
};

const runnable = Object.keys(projects).filter((name) => inTheWay[name].length === 0);

export default {
  globalSetup: "<rootDir>/fixtures/bundle-command.ts",
  // Only ends tests that hang; tests are slow on a busy machine.
  testTimeout: 120_000,
  // One more than there are cores, because tests also wait: for servers, for time limits, for the disk. Terraform mostly waits, for
  // the provider looks again and again whether what it made lasts.
  maxWorkers: Math.max(process.env.STANDBY_APPLY === "terraform" ? 4 : 0, availableParallelism() + 1),
  // A worker that has loaded some hundred files needs most of a second to free its memory; after 500 ms Jest would call that a leak.
  workerGracefulExitTimeout: 10_000,
  testSequencer: "<rootDir>/scripts/longest-first.mjs",
  projects: runnable.map((name) => projects[name]),
  reporters: ["default", ["<rootDir>/scripts/suite-reporter.mjs", { inTheWay }]],
  passWithNoTests: false,
};
