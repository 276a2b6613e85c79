import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** Replaces the normal response; `undefined`: the normal response. */
export type Interruption = (request: IncomingMessage) => ScriptedAnswer | "cut the connection" | undefined;

export type ScriptedAnswer =
  | { readonly status: number; readonly code: string; readonly headers?: Record<string, string> }
  | { readonly status: number; readonly text: string };

/**
 * The part of S3's protocol that the client needs: ListObjectsV2, GetObject and DeleteObjects with ETag conditions as Amazon
 * documents them, which no S3 server for a local machine implements.
 */
export class S3Protocol {
  readonly objects = new Map<string, Buffer>();
  /** Additional header fields of GetObject's responses. */
  headers: Record<string, string> = {};
  interrupt: Interruption = () => undefined;
  readonly requests: string[] = [];
  private readonly server: Server;

  constructor(private readonly pageSize: number) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((ready) => this.server.listen(0, "127.0.0.1", ready));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://s3");
    this.requests.push(`${request.method} ${url.pathname}`);
    const body = (await buffer(request)).toString();
    const interruption = this.interrupt(request);
    if (interruption === "cut the connection") return void response.destroy();
    if (interruption) return this.fail(response, interruption);
    const key = decodeURIComponent(url.pathname.split("/").slice(2).join("/"));
    if (request.method === "GET" && key === "") return this.list(response, url.searchParams);
    if (request.method === "GET") return this.get(response, key);
    if (request.method === "POST") return this.delete(response, body);
    if (request.method === "DELETE") return this.deleteOne(response, key, request.headers["if-match"]);
    this.objects.set(key, Buffer.from(body));
    response.end();
  }

  private list(response: ServerResponse, query: URLSearchParams): void {
    const after = query.get("continuation-token") ?? "";
    const keys = [...this.objects.keys()]
      .filter((key) => key.startsWith(query.get("prefix") ?? "") && key > after)
      .sort();
    const page = keys.slice(0, this.pageSize);
    const contents = page.map((key) => {
      const body = this.objects.get(key)!;
      return (
        `<Contents><Key>${encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+")}</Key><Size>${body.length}</Size>` +
        `<ETag>&quot;${md5(body)}&quot;</ETag><LastModified>2026-11-24T12:00:00.000Z</LastModified></Contents>`
      );
    });
    const more = keys.length > page.length;
    const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
    const encoding = "<EncodingType>url</EncodingType>";
    response.end(
      `<ListBucketResult>${encoding}<IsTruncated>${more}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`,
    );
  }

  private get(response: ServerResponse, key: string): void {
    const body = this.objects.get(key);
    if (!body) return this.fail(response, { status: 404, code: "NoSuchKey" });
    const lastModified = new Date("2026-11-24T12:00:00Z").toUTCString();
    response.writeHead(200, {
      etag: `"${md5(body)}"`,
      "content-length": body.length,
      "last-modified": lastModified,
      ...this.headers,
    });
    response.end(body);
  }

  private delete(response: ServerResponse, body: string): void {
    if (/[^\t\n\r -\ufffd]/.test(body.replace(/[\ud800-\udfff]/g, ""))) {
      return this.fail(response, { status: 400, code: "MalformedXML" });
    }
    const results = [...body.matchAll(/<Object>(.*?)<\/Object>/gs)].map(([, object = ""]) => {
      const key = /<Key>(.*?)<\/Key>/s.exec(object)?.[1] ?? "";
      const etag = /<ETag>(?:&quot;|")(.*?)(?:&quot;|")<\/ETag>/s.exec(object)?.[1];
      const found = this.objects.get(key);
      if (!found) return `<Deleted><Key>${key}</Key></Deleted>`;
      if (key.includes("locked"))
        return `<Error><Key>${key}</Key><Code>AccessDenied</Code><Message>locked</Message></Error>`;
      if (md5(found) !== etag)
        return `<Error><Key>${key}</Key><Code>PreconditionFailed</Code><Message>no</Message></Error>`;
      this.objects.delete(key);
      return `<Deleted><Key>${key}</Key></Deleted>`;
    });
    response.end(`<DeleteResult>${results.join("")}</DeleteResult>`);
  }

  private deleteOne(response: ServerResponse, key: string, etag: string | undefined): void {
    const found = this.objects.get(key);
    if (found && `"${md5(found)}"` !== etag) return this.fail(response, { status: 412, code: "PreconditionFailed" });
    this.objects.delete(key);
    response.writeHead(204).end();
  }

  private fail(response: ServerResponse, answer: ScriptedAnswer): void {
    if ("text" in answer) return void response.writeHead(answer.status).end(answer.text);
    const { status, code, headers } = answer;
    response.writeHead(status, { "content-type": "application/xml", ...headers });
    response.end(`<Error><Code>${code}</Code><Message>simulated ${code}</Message></Error>`);
  }
}

export function md5(body: Buffer): string {
  return createHash("md5").update(body).digest("hex");
}
