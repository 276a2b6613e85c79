import type { ReceivedMessage } from "../received-message";
import type { Examination } from "./examine";

/** The `workerData` by which the program knows that it runs as an examiner thread. */
export const EXAMINER = "standby-mx examiner";

export type ToThread =
  | { readonly kind: "examine"; readonly message: ReceivedMessage }
  | { readonly kind: "answer"; readonly question: number; readonly answer: unknown }
  | { readonly kind: "no answer"; readonly question: number; readonly message: string; readonly code: unknown };

export type FromThread =
  | { readonly kind: "ready" }
  | { readonly kind: "examined"; readonly examination: Examination }
  | { readonly kind: "question"; readonly question: number; readonly name: string; readonly type: string };
