import { homeCheck, thisServer } from "./home-check";

const MIN_NODE_VERSION: readonly [number, number] = [20, 11];

export const nodeVersion = homeCheck({
  id: "node-version",
  title: "Is this version of Node new enough?",
  subjects: thisServer,
  look: () => Promise.resolve(judgeNode(process.versions.node)),
});

export function judgeNode(version: string) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > MIN_NODE_VERSION[0] || (major === MIN_NODE_VERSION[0] && minor >= MIN_NODE_VERSION[1])) {
    return { status: "OK", found: `Node ${version}` } as const;
  }
  return {
    status: "FAIL",
    found: `Node ${version}`,
    expected: `Node ${MIN_NODE_VERSION.join(".")} or later`,
    why: "standby-mx is not tested with this version and may fail in the middle of an import.",
    advice: "install a later Node, such as that of https://nodejs.org/en/download",
  } as const;
}
