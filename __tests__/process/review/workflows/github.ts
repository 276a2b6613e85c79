import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

interface Written {
  id: number;
  number: number;
  user: { login: string };
  body: string;
  state: string;
}

/** The part of GitHub's REST API that the workflows use, on loopback: comments, issues and pull requests in memory. */
export class GitHub {
  readonly comments: Written[] = [];
  readonly issues: Written[] = [];
  pulls: object[] = [];
  pullsOfCommit: object[] = [];
  /** The files of each `owner/name/commit`. */
  readonly files = new Map<string, Readonly<Record<string, string>>>();
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request).then(([status, body]) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });

  async start(): Promise<NodeJS.ProcessEnv> {
    await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
    const { port } = this.server.address() as AddressInfo;
    return { GITHUB_API_URL: `http://127.0.0.1:${port}`, GITHUB_REPOSITORY: "owner/name", GITHUB_TOKEN: "token" };
  }

  stop(): Promise<void> {
    return new Promise((done) => this.server.close(() => done()));
  }

  say(list: Written[], body: string, login = "github-actions[bot]"): void {
    const number = list.length + 1;
    list.push({ id: number, number, user: { login }, body, state: "open" });
  }

  private async answer(request: IncomingMessage): Promise<[number, unknown]> {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://github");
    const body = request.method === "GET" ? "" : await text(request);
    if (request.headers.authorization !== "Bearer token") return [401, { message: "Bad credentials" }];
    const [, repository = "", content] = /^\/repos\/([^/]+\/[^/]+)\/contents\/(.*)$/.exec(pathname) ?? [];
    if (content !== undefined) return this.contents(`${repository}/${searchParams.get("ref")}`, content);
    const path = pathname.replace("/repos/owner/name/", "");
    const page = (items: object[]): [number, unknown] => {
      const [size, start] = [Number(searchParams.get("per_page")), Number(searchParams.get("page")) - 1];
      return [200, items.slice(start * size, (start + 1) * size)];
    };
    const write = (list: Written[], id?: string): [number, unknown] => {
      const found = list.find((one) => String(one.id) === id);
      if (id === undefined) this.say(list, (JSON.parse(body) as Written).body);
      else if (found === undefined) return [404, { message: "Not Found" }];
      else Object.assign(found, JSON.parse(body));
      return [id === undefined ? 201 : 200, {}];
    };
    const [, comment] = /^issues\/comments\/(\d+)$/.exec(path) ?? [];
    const [, issue] = /^issues\/(\d+)$/.exec(path) ?? [];
    if (path === "issues/7/comments") return request.method === "GET" ? page(this.comments) : write(this.comments);
    if (comment !== undefined) return write(this.comments, comment);
    if (path === "issues") return request.method === "GET" ? page(this.issues.filter(isOpen)) : write(this.issues);
    if (issue !== undefined) return write(this.issues, issue);
    if (path === "pulls") return page(this.pulls);
    if (path.startsWith("commits/")) return [200, this.pullsOfCommit];
    return [404, { message: `no ${path}` }];
  }

  /** @see https://docs.github.com/rest/repos/contents#get-repository-content */
  private contents(commit: string, name: string): [number, unknown] {
    const files = this.files.get(commit);
    if (files === undefined) return [404, { message: "Not Found" }];
    if (name === "") return [200, Object.keys(files).map((file) => ({ name: file, type: "file" }))];
    const content = files[name];
    if (content === undefined) return [404, { message: "Not Found" }];
    return [200, { encoding: "base64", content: Buffer.from(content).toString("base64").replace(/.{60}/g, "$&\n") }];
  }
}

const isOpen = ({ state }: Written) => state === "open";
