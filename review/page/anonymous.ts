import { LEFT_OUT, pseudonyms } from "../../lib/page/pseudonyms";
import type { AttributeChange, Routing } from "../model/stack";
import type { ReviewReport } from "./review-report";

const OWN_STACK = /^standby-mx-[a-z]{2}(-[a-z]+)+-\d$/;

/** A report without addresses, names of resources, and texts that may repeat them. */
export function anonymous(report: ReviewReport): ReviewReport {
  const [address, place, resource] = [pseudonyms("address"), pseudonyms("place"), pseudonyms("resource")];
  const pseudonym = pseudonyms("stack");
  const stackName = (stack: string) => (OWN_STACK.test(stack) ? stack : pseudonym(stack));
  const routing = ({ refusal, stored, copies }: Routing): Routing => {
    return { refusal, stored: stored.map(place), copies: copies.map(place) };
  };
  return {
    unreadable: report.unreadable,
    gained: report.gained.map(address),
    lost: report.lost.map(address),
    newMxHosts: report.newMxHosts.map(() => `new MX host ${LEFT_OUT}`),
    dangers: report.dangers.map(({ rule, stack, mail, since }) => {
      return { rule, stack: stackName(stack), mail, since, what: LEFT_OUT };
    }),
    recipients: report.recipients.map(({ stack, changed, unchanged }) => ({
      stack: stackName(stack),
      changed: changed.map(({ recipient, before, after }) => {
        return { recipient: address(recipient), before: routing(before), after: routing(after) };
      }),
      unchanged: unchanged.map(address),
    })),
    stacks: report.stacks.map(({ stack, changes }) => ({
      stack: stackName(stack),
      changes: changes.map(({ address: ownAddress, type, action, movedFrom, reason, unknown, attributes }) => ({
        address: `${type}.${resource(ownAddress).replace(" ", "_")}`,
        type,
        action,
        name: undefined,
        movedFrom: movedFrom === undefined ? undefined : LEFT_OUT,
        reason: reason === undefined ? undefined : LEFT_OUT,
        unknown: unknown.map(topLevel),
        attributes: attributes.map(withoutValues),
      })),
    })),
  };
}

function withoutValues(change: AttributeChange): AttributeChange {
  const path = topLevel(change.path);
  if ("added" in change)
    return { path, added: change.added.map(() => LEFT_OUT), removed: change.removed.map(() => LEFT_OUT) };
  const value = (text: string | undefined) => (text === undefined ? undefined : LEFT_OUT);
  return { path, before: value(change.before), after: value(change.after) };
}

/** Below an attribute a path may have names as keys. */
const topLevel = (path: string) => path.split(/[.[]/)[0]!;
