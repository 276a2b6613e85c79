import type { DoctorContext } from "./context";
import type { Check, Finding, Result } from "./model";

/** A running check of one subject. */
export interface Running {
  readonly id: string;
  readonly subject: string;
  readonly startedAt: number;
}

export interface RunOptions {
  readonly checks: readonly Check[];
  readonly context: DoctorContext;
  readonly wholeDeadlineMs: number;
  /** Called whenever a check starts or ends. */
  readonly observe?: (running: ReadonlySet<Running>) => void;
}

/**
 * Runs all checks at the same time, each as soon as the checks that it needs have ended. The results are in the order of the checks
 * and of their subjects. Throws nothing: an error of a check is a result.
 */
export async function runChecks(options: RunOptions): Promise<readonly Result[]> {
  const run = new DoctorRun(options);
  try {
    return (await Promise.all(options.checks.map((check) => run.resultsOf(check)))).flat();
  } finally {
    run.end();
  }
}

class DoctorRun {
  private readonly checks: ReadonlyMap<string, Check>;
  private readonly started = new Map<string, Promise<readonly Result[]>>();
  private readonly running = new Set<Running>();
  private readonly whole = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: RunOptions) {
    this.checks = new Map(options.checks.map((check) => [check.id, check]));
    this.timer = setTimeout(() => this.whole.abort(), options.wholeDeadlineMs);
  }

  end(): void {
    clearTimeout(this.timer);
  }

  async resultsOf(check: Check): Promise<readonly Result[]> {
    let subjects: readonly string[];
    try {
      subjects = check.subjects(this.options.context);
    } catch (error) {
      return [{ id: check.id, place: check.place, subject: "", elapsedMs: 0, ...faultOfDoctor(error) }];
    }
    return (await Promise.all(subjects.map((subject) => this.resultsAbout(check, subject)))).flat();
  }

  /** Each check looks at a subject once, even if several checks need the answer. */
  private resultsAbout(check: Check, subject: string): Promise<readonly Result[]> {
    const key = JSON.stringify([check.id, subject]);
    let results = this.started.get(key);
    if (!results) this.started.set(key, (results = this.look(check, subject)));
    return results;
  }

  private async look(check: Check, subject: string): Promise<readonly Result[]> {
    const { id, place } = check;
    const blockedBy = await this.failedNeed(check, subject);
    if (blockedBy !== undefined) {
      const found = `not looked at, because ${blockedBy} has no good answer`;
      return [{ id, place, subject, status: "UNKNOWN", found, blockedBy, elapsedMs: 0 }];
    }
    const startedAt = performance.now();
    const running = { id, subject, startedAt };
    this.observe(() => this.running.add(running));
    const findings = await this.findingsOf(check, subject);
    this.observe(() => this.running.delete(running));
    const elapsedMs = Math.round(performance.now() - startedAt);
    return findings.map((finding) => ({ id, place, subject, ...finding, elapsedMs }));
  }

  /** The first cause in a chain of needed checks. */
  private async failedNeed({ needs }: Check, subject: string): Promise<string | undefined> {
    for (const id of needs) {
      const need = this.checks.get(id);
      if (!need) throw new Error(`a check needs ${id}, which is not run`);
      const results = await this.resultsFor(need, subject);
      const failed = results.find(
        ({ status, blockedBy }) => status === "FAIL" || couldNotLook(status, blockedBy, results),
      );
      if (failed) return failed.blockedBy ?? id;
    }
    return undefined;
  }

  /**
   * The results of a needed check that decide: those of the same subject, or all results if the needed check has other
   * subjects.
   */
  private resultsFor(need: Check, subject: string): Promise<readonly Result[]> {
    const subjects = need.subjects(this.options.context);
    return subjects.includes(subject) ? this.resultsAbout(need, subject) : this.resultsOf(need);
  }

  private async findingsOf(check: Check, subject: string): Promise<readonly Finding[]> {
    const { deadlineMs } = check;
    const deadline = AbortSignal.any([AbortSignal.timeout(deadlineMs), this.whole.signal]);
    // A check that ignores its signal still gets a result.
    const late = new Promise<Finding>((resolve) => {
      const report = () => resolve(notDone(this.whole.signal.aborted ? this.options.wholeDeadlineMs : deadlineMs));
      if (deadline.aborted) report();
      else deadline.addEventListener("abort", report, { once: true });
    });
    const looking = (async () => check.look(subject, this.options.context, deadline))().catch((error: unknown) =>
      deadline.aborted ? late : faultOfDoctor(error),
    );
    return [await Promise.race([looking, late])].flat();
  }

  private observe(change: () => void): void {
    change();
    this.options.observe?.(this.running);
  }
}

/** Whether a check could not look at all. One UNKNOWN beside an answer is not enough, such as one resolver of several that is down. */
function couldNotLook(status: string, blockedBy: string | undefined, all: readonly Result[]): boolean {
  if (status !== "UNKNOWN") return false;
  return blockedBy !== undefined || all.every((result) => result.status === "UNKNOWN");
}

function notDone(ms: number): Finding {
  return { status: "UNKNOWN", found: `no answer within ${ms / 1000} s`, expected: "an answer", why: "could not look" };
}

function faultOfDoctor(error: unknown): Finding {
  const found = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    status: "FAIL",
    found: `fault of doctor: ${found}`,
    expected: "a check that ends with a result",
    why: "This says nothing about your mail; all other checks went on.",
    advice: "report it, with the output of:",
    fix: "standby-mx doctor --json",
    ...(error instanceof Error && error.stack ? { source: error.stack.split("\n")[1]?.trim() } : {}),
  };
}
