import type { DoctorContext } from "./context";
import type { Check, Finding, Result } from "./model";

/** A check of one subject that is under way. */
export interface Running {
  readonly id: string;
  readonly subject: string;
  readonly startedAt: number;
}

export interface RunOptions {
  readonly checks: readonly Check[];
  readonly context: DoctorContext;
  readonly wholeDeadlineMs: number;
  /** Told whenever a check starts or ends. */
  readonly observe?: (running: ReadonlySet<Running>) => void;
}

/**
 * Runs all checks at the same time, each as soon as what it needs is there. The results come in the order of the checks and of
 * their subjects, whatever ended first. Nothing is thrown: a check that fails by itself is a result too.
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

  /** The first cause: the need's own need, where that failed. */
  private async failedNeed({ needs }: Check, subject: string): Promise<string | undefined> {
    for (const id of needs) {
      const need = this.checks.get(id);
      if (!need) throw new Error(`a check needs ${id}, which is not run`);
      const results = await this.resultsFor(need, subject);
      const failed = results.find(({ status, blockedBy }) => status === "FAIL" || isBlind(status, blockedBy, results));
      if (failed) return failed.blockedBy ?? id;
    }
    return undefined;
  }

  /** Of a check about the same subjects only the result of this one counts, else all of them do. */
  private resultsFor(need: Check, subject: string): Promise<readonly Result[]> {
    const subjects = need.subjects(this.options.context);
    return subjects.includes(subject) ? this.resultsAbout(need, subject) : this.resultsOf(need);
  }

  private async findingsOf(check: Check, subject: string): Promise<readonly Finding[]> {
    const { deadlineMs } = check;
    const deadline = AbortSignal.any([AbortSignal.timeout(deadlineMs), this.whole.signal]);
    // No result may be missing, also of a check that ignores its signal.
    const late = new Promise<Finding>((resolve) => {
      const tell = () => resolve(notDone(this.whole.signal.aborted ? this.options.wholeDeadlineMs : deadlineMs));
      if (deadline.aborted) tell();
      else deadline.addEventListener("abort", tell, { once: true });
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

/** One UNKNOWN beside an answer does no harm: one of several resolvers was down. */
function isBlind(status: string, blockedBy: string | undefined, all: readonly Result[]): boolean {
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
    expected: "a check that ends with an answer",
    why: "This says nothing about your mail; all other checks went on.",
    advice: "report it, with the output of:",
    fix: "standby-mx doctor --json",
    ...(error instanceof Error && error.stack ? { source: error.stack.split("\n")[1]?.trim() } : {}),
  };
}
