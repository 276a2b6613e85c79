// The unit tests of the stacks, with the successors of cdktf in its place.
const modules = process.env.STANDBY_CDKTN_MODULES;

export default {
  rootDir: "../..",
  testMatch: ["<rootDir>/__tests__/{unit,process}/stacks/**/*.test.ts"],
  testEnvironment: "node",
  transform: { "\\.ts$": "@swc/jest" },
  moduleNameMapper: {
    "^cdktf$": `${modules}/cdktn`,
    "^cdktf/(.*)$": `${modules}/cdktn/$1`,
    "^@cdktf/provider-aws/(.*)$": `${modules}/@cdktn/provider-aws/$1`,
    "^constructs$": `${modules}/constructs`,
  },
  setupFiles: ["<rootDir>/scripts/check-cdktn/is-aliased.js"],
  snapshotSerializers: ["<rootDir>/scripts/check-cdktn/snapshot-serializer.js"],
  // A limit for tests that hang, as in the jest.config.mjs of all suites.
  testTimeout: 120_000,
  cacheDirectory: `${modules}/../jest-cache`,
};
