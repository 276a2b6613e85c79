import { createServer, type AddressInfo, type Socket } from "node:net";
import type { SocketAddress } from "../../../drill/sender/smtp-session";

/** What a scripted server says at a step; "hang up" and "silence" are done instead of said. */
export type Step = string;

/** Steps by what they answer; `message` is the end of DATA. A command that is not here gets 250. */
export type SmtpScript = Partial<Record<"greeting" | "EHLO" | "HELO" | "MAIL" | "DATA" | "message" | "QUIT", Step>> & {
  /** By address, in angle brackets as on the wire. */
  readonly RCPT?: Readonly<Record<string, Step>>;
};

export interface ScriptedServer {
  readonly address: SocketAddress;
  readonly connections: () => number;
  /** The command lines of all connections. */
  readonly commands: readonly string[];
  close(): Promise<void>;
}

/** A server on loopback that follows a script, right or wrong. */
export async function scriptedServer(script: SmtpScript = {}): Promise<ScriptedServer> {
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket.on("error", () => undefined));
    const act = (step: Step) => {
      if (step === "hang up") socket.destroy();
      else if (step !== "silence") socket.write(`${step}\r\n`);
    };
    let received = "";
    let inData = false;
    act(script.greeting ?? "220 scripted.example ESMTP");
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      for (;;) {
        const end = received.indexOf(inData ? "\r\n.\r\n" : "\r\n");
        if (end === -1) return;
        const taken = received.slice(0, end);
        received = received.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          act(script.message ?? "250 2.0.0 Ok: queued as 1");
          continue;
        }
        commands.push(taken);
        const verb = taken.slice(0, 4) as keyof SmtpScript;
        const step = verb === "RCPT" ? script.RCPT?.[taken.slice("RCPT TO:".length)] : script[verb];
        if (verb === "DATA") inData = step === undefined;
        act(step ?? (verb === "DATA" ? "354 go on" : "250 Ok"));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    address: { host: "127.0.0.1", port: (server.address() as AddressInfo).port },
    connections: () => connections,
    commands,
    close,
  };
}
