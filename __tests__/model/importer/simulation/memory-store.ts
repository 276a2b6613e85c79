import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { DeleteResult, ObjectSummary, Store } from "../../../../store/store";
import { StoreError } from "../../../../store/store-error";
import type { StepRunner } from "./simulated-disk";

/** The objects by key; replaced at each change. */
export interface ObjectsHolder {
  objects: ReadonlyMap<string, Buffer>;
}

const PAGE = 2;

export const etagOf = (body: Buffer) => createHash("md5").update(body).digest("hex");

/** A bucket in memory; each GET, each deletion and each page of a listing is a step. */
export function memoryStore(holder: ObjectsHolder, effect: StepRunner): Store {
  const lastModified = new Date("2026-11-24T12:00:00Z");
  const summarize = (key: string, body: Buffer) => ({ key, size: body.length, etag: etagOf(body), lastModified });
  return {
    name: "memory",
    put: () => Promise.reject(new StoreError("denied", "the importer never stores")),
    async *list(prefix) {
      let page: readonly ObjectSummary[] = [];
      do {
        const after = page.at(-1)?.key ?? "";
        page = await effect("list the bucket", () =>
          [...holder.objects]
            .filter(([key]) => key.startsWith(prefix) && key > after)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .slice(0, PAGE)
            .map(([key, body]) => summarize(key, body)),
        );
        if (page.length > 0) yield page;
      } while (page.length > 0);
    },
    get: (key) =>
      effect("get an object", () => {
        const body = holder.objects.get(key);
        if (!body) throw new StoreError("missing", `no object ${key}`);
        const summary = summarize(key, body);
        return {
          ...summary,
          md5: summary.etag,
          metadata: {},
          body: Readable.from([body.subarray(0, 9), body.subarray(9)]),
        };
      }),
    async deleteMany(requests) {
      const results: DeleteResult[] = [];
      for (const { key, etag } of requests) {
        results.push(
          await effect("delete an object", (): DeleteResult => {
            const body = holder.objects.get(key);
            if (body && etagOf(body) !== etag) return { key, outcome: "changed" };
            holder.objects = new Map([...holder.objects].filter(([other]) => other !== key));
            return { key, outcome: "deleted" };
          }),
        );
      }
      return results;
    },
    close: () => Promise.resolve(),
  };
}
