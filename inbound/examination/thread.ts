import { isMainThread, parentPort, workerData, type MessagePort } from "node:worker_threads";
import type { DnsResolver } from "../dns-resolver";
import { examine } from "./examine";
import { EXAMINER, type FromThread, type ToThread } from "./protocol";

/** The file of the running program, which a thread runs again: this file, or the bundle that contains it. */
export const programFile = __filename;

/**
 * Examines each message that is sent to this thread. The process that sent the message answers the DNS queries of the
 * examination.
 */
function serve(port: MessagePort): void {
  const send = (message: FromThread) => port.postMessage(message);
  const open = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let questions = 0;
  const dns: DnsResolver = {
    resolve: (name, type) =>
      new Promise((resolve, reject) => {
        const question = questions++;
        open.set(question, { resolve, reject });
        send({ kind: "question", question, name, type });
      }),
    reverse: () => Promise.resolve([]),
  };
  port.on("message", (message: ToThread) => {
    if (message.kind === "examine") {
      const { buffer, byteOffset, byteLength } = message.message.content;
      const content = Buffer.from(buffer, byteOffset, byteLength);
      void examine({ ...message.message, content }, dns).then((examination) => send({ kind: "examined", examination }));
      return;
    }
    const query = open.get(message.question);
    open.delete(message.question);
    if (message.kind === "answer") query?.resolve(message.answer);
    else query?.reject(Object.assign(new Error(message.message), { code: message.code }));
  });
  send({ kind: "ready" });
}

if (!isMainThread && workerData === EXAMINER && parentPort !== null) serve(parentPort);
