/** What the exit code says to cron, systemd and scripts; those from 64 on are of sysexits.h. */
export const ExitCode = {
  done: 0,
  someHeld: 1,
  /** An unknown command or option, or one with a wrong value. */
  usage: 64,
  /** A fault of standby-mx itself. */
  internal: 70,
  tryLater: 75,
  wrongSettings: 78,
} as const;
