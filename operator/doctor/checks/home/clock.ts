import { get as getHttp } from "node:http";
import { get as getHttps } from "node:https";
import { loadAwsConfig } from "../../../../store/aws-config";
import { bucketUrl } from "../../../../store/s3-endpoint";
import { type Finding, HTTP_DEADLINE_MS } from "../../model";
import { regionNames } from "../aws/aws-check";
import { regionNamed } from "../aws/subjects";
import { homeCheck } from "./home-check";

/** S3 refuses a signature whose time is 15 minutes wrong; a clock that is 5 minutes wrong is not synchronized. */
const MAX_SKEW_S = 5 * 60;

export const clock = homeCheck({
  id: "clock",
  title: "Is the clock right?",
  deadlineMs: HTTP_DEADLINE_MS,
  subjects: regionNames,
  async look(name, context, signal) {
    const { name: region, bucket } = regionNamed(context, name);
    const { endpoint } = await loadAwsConfig(context.aws.endpoint);
    const url = bucketUrl({ bucket, region, endpoint });
    try {
      const there = await dateAt(url, signal);
      return { ...judgeClock(context.machine.now(), there), source: url.host };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (signal.aborted) throw error;
      return {
        status: "UNKNOWN",
        found: `${url.host}: ${code ?? message}`,
        expected: "the time of S3",
        why: "could not look",
      };
    }
  },
});

export function judgeClock(here: number, there: number): Finding {
  const skewS = Math.round((here - there) / 1_000);
  if (Math.abs(skewS) <= MAX_SKEW_S) return { status: "OK", found: `within ${Math.max(Math.abs(skewS), 1)} s of S3` };
  return {
    status: "FAIL",
    found: `${Math.abs(skewS)} s ${skewS > 0 ? "ahead of" : "behind"} S3`,
    expected: `at most ${MAX_SKEW_S} s`,
    why: "S3 refuses requests whose time is 15 minutes wrong, and messages get a wrong arrival time.",
    fix: "timedatectl set-ntp true",
  };
}

/** Every response has a Date header, even a refusal, so no credentials are needed. */
function dateAt(url: URL, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const get = url.protocol === "https:" ? getHttps : getHttp;
    get(url, { method: "HEAD", signal, agent: false }, (response) => {
      response.resume();
      const time = Date.parse(response.headers.date ?? "");
      if (Number.isNaN(time)) reject(new Error("the answer has no Date header"));
      else resolve(time);
    }).on("error", reject);
  });
}
