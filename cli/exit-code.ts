/** What the exit code says to cron, systemd and scripts; 75 and 78 are those of sysexits.h. */
export const ExitCode = {
  done: 0,
  someHeld: 1,
  tryLater: 75,
  wrongSettings: 78,
} as const;
