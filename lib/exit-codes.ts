import { hasCode, isSystemError } from "./errors";
import { lookupTable } from "./lookup-table";

/** Exit codes for cron, systemd and scripts. The codes from 64 on are those of sysexits.h. */
export const ExitCode = {
  done: 0,
  someHeld: 1,
  /** An unknown command or option, or an option with a wrong value. */
  usage: 64,
  /** A fault of standby-mx itself. */
  internal: 70,
  tryLater: 75,
  wrongSettings: 78,
} as const;

/** `import`: the outcome of a run. */
export const ImportExit = {
  done: ExitCode.done,
  "some-held": ExitCode.someHeld,
  "try-later": ExitCode.tryLater,
  "wrong-settings": ExitCode.wrongSettings,
} as const;

/** Whether an import did all that it could: the mail that it left needs a person, not another import. */
export function isImportSuccess(exitCode: number): boolean {
  return exitCode === ImportExit.done || exitCode === ImportExit["some-held"];
}

/** `doctor`: 0 to 3 as in the Nagios plugin API. 3: no check failed, but some checks could not look. */
export const DoctorExit = { good: 0, warning: 1, failure: 2, unknown: 3 } as const;

/** `status --check`: the Nagios plugin API. `status` without `--check`: UNKNOWN if `status` could not look. */
export const StatusExit = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;

/** `review` and `plan-summary`: as `terraform plan -detailed-exitcode`. */
export const ReviewExit = { harmless: 0, error: 1, dangerous: 2 } as const;

/** `drill`: an interrupted drill ends with 128 and the number of SIGINT, as shells do. */
export const DrillExit = { passed: 0, failed: 1, interrupted: 130 } as const;

/** `users diff --check` and `users verify --check`. */
export const AddressCheckExit = { same: 0, different: 1, gap: 2, unanswered: ExitCode.tryLater } as const;

/** `users sync`. `refused`: the sync would remove too many addresses, or cannot edit the settings file. */
export const SyncExit = { done: ExitCode.done, refused: 1 } as const;

/** `dns --watch`. */
export const WatchExit = { seen: 0, notSeen: ExitCode.tryLater } as const;

/** `inbound`, when stopped. `messagesLost`: accepted messages could not be stored. */
export const InboundExit = { done: ExitCode.done, messagesLost: 1 } as const;

/** Keyed by the name of the error class, because `lib` may not import the folders that define these errors. */
const EXIT_CODE_OF_ERROR = lookupTable<number>({
  UsageError: ExitCode.usage,
  UnknownCheckError: ExitCode.usage,
  SettingsError: ExitCode.wrongSettings,
  HostError: ExitCode.wrongSettings,
  EndpointError: ExitCode.wrongSettings,
  BootstrapError: ExitCode.wrongSettings,
  RulesError: ExitCode.wrongSettings,
  ChangesFileError: ExitCode.wrongSettings,
  SourceError: ExitCode.tryLater,
  SyncRefusedError: SyncExit.refused,
  ImportRunningError: ExitCode.tryLater,
  StateError: ExitCode.tryLater,
  StateFileError: ExitCode.tryLater,
  StoreError: ExitCode.tryLater,
  LockError: ExitCode.wrongSettings,
  ReviewError: ReviewExit.error,
});

const UNREACHABLE_SERVER_CODES = ["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENOTFOUND", "ETIMEDOUT", "EAI_AGAIN"];

/**
 * The exit code for an error that ends a command. Errors of the operating system (a port in use, a full disk) and of
 * unreachable servers are temporary; any other error that is not in the table is a fault of standby-mx.
 */
export function exitCodeOfError(error: unknown): number {
  if (isSystemError(error)) return ExitCode.tryLater;
  const code = error instanceof Error ? EXIT_CODE_OF_ERROR[error.name] : undefined;
  if (code === undefined) return ExitCode.internal;
  const isUnreachable = hasCode((error as Error).cause, ...UNREACHABLE_SERVER_CODES);
  return isUnreachable ? ExitCode.tryLater : code;
}
