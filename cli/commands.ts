import type { Command } from "commander";

/** Every command in the order of the help, with a function that loads its module only. */
export const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  canary: async () => (await import("./canary.js")).registerCanary,
  check: async () => (await import("./check.js")).registerCheck,
  dns: async () => (await import("./dns.js")).registerDns,
  doctor: async () => (await import("./doctor.js")).registerDoctor,
  drill: async () => (await import("./drill.js")).registerDrill,
  held: async () => (await import("./held.js")).registerHeld,
  import: async () => (await import("./import.js")).registerImport,
  inbound: async () => (await import("./inbound.js")).registerInbound,
  init: async () => (await import("./init.js")).registerInit,
  install: async () => (await import("./install.js")).registerInstall,
  "plan-summary": async () => (await import("./plan-summary.js")).registerPlanSummary,
  review: async () => (await import("./review.js")).registerReview,
  status: async () => (await import("./status.js")).registerStatus,
  uninstall: async () => (await import("./install.js")).registerUninstall,
  users: async () => (await import("./users.js")).registerUsers,
};
