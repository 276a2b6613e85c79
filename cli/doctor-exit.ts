import type { Verdict } from "../operator/doctor/verdict";

/** What the exit code of `doctor` says to monitoring: 1 and 2 as Nagios has them, 3 where only something could not be looked at. */
export const DoctorExit: Readonly<Record<Verdict, number>> = {
  good: 0,
  warning: 1,
  failure: 2,
  unknown: 3,
};
