import type { Command } from "commander";

type LoadCommand = () => Promise<(program: Command) => void>;

/** Every command, by the headings of the help and in their order, with a function that loads its module only. */
export const COMMAND_GROUPS: Readonly<Record<string, Readonly<Record<string, LoadCommand>>>> = {
  "Set up:": {
    init: async () => (await import("./init.js")).registerInit,
    check: async () => (await import("./check.js")).registerCheck,
    users: async () => (await import("./users.js")).registerUsers,
    dns: async () => (await import("./dns.js")).registerDns,
    install: async () => (await import("./install.js")).registerInstall,
    uninstall: async () => (await import("./install.js")).registerUninstall,
  },
  "Test:": {
    drill: async () => (await import("./drill.js")).registerDrill,
    doctor: async () => (await import("./doctor.js")).registerDoctor,
    canary: async () => (await import("./canary.js")).registerCanary,
  },
  "Deliver:": {
    import: async () => (await import("./import.js")).registerImport,
    status: async () => (await import("./status.js")).registerStatus,
    held: async () => (await import("./held.js")).registerHeld,
  },
  "Review changes:": {
    review: async () => (await import("./review.js")).registerReview,
    "plan-summary": async () => (await import("./plan-summary.js")).registerPlanSummary,
  },
  "Test other software:": {
    inbound: async () => (await import("./inbound.js")).registerInbound,
  },
};

export const COMMAND_NAMES = Object.values(COMMAND_GROUPS).flatMap((group) => Object.keys(group));
