import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { HttpRequest } from "@smithy/core/protocols";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import { credentials } from "../../../store/credentials";
import { readBounded } from "../../../store/read-bounded";
import { errorIn, listed, rootElement, type Several } from "../../../store/s3-xml";
import { MIB } from "../../../lib/bytes";

/** An alarm as CloudWatch describes it. */
export interface MetricAlarm {
  readonly AlarmName: string;
  readonly AlarmDescription?: string;
  readonly ActionsEnabled: boolean;
  readonly AlarmActions: readonly string[];
  readonly StateValue: string;
  readonly StateReason?: string;
  readonly StateUpdatedTimestamp?: Date;
}

interface AlarmXml {
  readonly AlarmName: string;
  readonly AlarmDescription?: string;
  readonly ActionsEnabled?: string;
  readonly AlarmActions?: { readonly member?: Several<string> } | "";
  readonly StateValue?: string;
  readonly StateReason?: string;
  readonly StateUpdatedTimestamp?: string;
}

interface PageXml {
  readonly MetricAlarms?: { readonly member?: Several<AlarmXml> } | "";
  readonly NextToken?: string;
}

const API_VERSION = "2010-08-01";
const MAX_RESPONSE_BYTES = 4 * MIB;
const TIMEOUT_MS = 8_000;

/**
 * All alarms whose names begin with `prefix`. DescribeAlarms is sent without the SDK's CloudWatch client, which would add 70 KB to the
 * bundle.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export async function describeAlarms(
  region: string,
  endpoint: string | undefined,
  prefix: string,
): Promise<MetricAlarm[]> {
  const url = new URL(endpoint ?? `https://monitoring.${region}.amazonaws.com`);
  const sha256 = Hash.bind(null, "sha256");
  const signer = new SignatureV4({ service: "monitoring", region, credentials: credentials(), sha256 });
  const alarms: MetricAlarm[] = [];
  let next: string | undefined;
  do {
    const page = await requestPage(next);
    alarms.push(...members(page.MetricAlarms).map(toAlarm));
    next = page.NextToken || undefined;
  } while (next !== undefined);
  return alarms;

  async function requestPage(token: string | undefined): Promise<PageXml> {
    const form = new URLSearchParams({ Action: "DescribeAlarms", Version: API_VERSION, AlarmNamePrefix: prefix });
    if (token !== undefined) form.set("NextToken", token);
    const { protocol, hostname, port, host } = url;
    const request = new HttpRequest({
      method: "POST",
      protocol,
      hostname,
      port: port === "" ? undefined : Number(port),
      path: "/",
      headers: { host, "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
      body: form.toString(),
    });
    const { headers } = await signer.sign(request);
    const { statusCode, text } = await post(url, headers, form.toString());
    if (statusCode !== 200) throw errorIn(text.replace(/<\/?ErrorResponse[^>]*>/g, ""), statusCode);
    const { DescribeAlarmsResult } = rootElement(text, "DescribeAlarmsResponse") as { DescribeAlarmsResult?: PageXml };
    return DescribeAlarmsResult ?? {};
  }
}

function post(url: URL, headers: Record<string, string>, body: string): Promise<{ statusCode: number; text: string }> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const sent = request(url, { method: "POST", headers, signal, agent: false }, (answer) => {
      const { statusCode = 0 } = answer;
      readBounded(answer, MAX_RESPONSE_BYTES).then((text) => resolve({ statusCode, text }), reject);
    });
    sent.on("error", reject).end(body);
  });
}

function toAlarm({
  ActionsEnabled,
  AlarmActions,
  StateUpdatedTimestamp,
  StateValue = "",
  ...alarm
}: AlarmXml): MetricAlarm {
  const updated = StateUpdatedTimestamp === undefined ? {} : { StateUpdatedTimestamp: new Date(StateUpdatedTimestamp) };
  return {
    ...alarm,
    ...updated,
    StateValue,
    ActionsEnabled: ActionsEnabled !== "false",
    AlarmActions: members(AlarmActions),
  };
}

/** The XML parser returns an empty list as an empty text. */
function members<T>(list: { readonly member?: Several<T> } | "" | undefined): readonly T[] {
  return list ? listed(list.member) : [];
}
