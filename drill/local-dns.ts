import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import * as z from "zod";

const zone = z.record(z.string(), z.record(z.string(), z.array(z.string())));

/** The DNS of the drill: the records of a YAML file. Any other name does not exist (RFC 1035: NXDOMAIN). */
export class LocalDns {
  private constructor(private readonly records: z.infer<typeof zone>) {}

  static async read(file: string): Promise<LocalDns> {
    return new LocalDns(zone.parse(parse(await readFile(file, "utf8"))));
  }

  /** Answers like Node's `resolve`: a TXT record is a list of strings. */
  readonly resolve = (name: string, type: string): Promise<unknown> => {
    const found = this.records[name.toLowerCase()]?.[type];
    if (found === undefined) return Promise.reject(Object.assign(new Error(`${name} ${type}`), { code: "ENOTFOUND" }));
    return Promise.resolve(type === "TXT" ? found.map((value) => [value]) : found);
  };

  readonly reverse = (ip: string): Promise<string[]> =>
    Promise.reject(Object.assign(new Error(ip), { code: "ENOTFOUND" }));
}
