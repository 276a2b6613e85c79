import { join } from "node:path";
import { outputOf } from "../../../fixtures/process";
import type { DoctorOutput } from "../../../fixtures/run-doctor";

/**
 * Doctor with a network and a view of the file system of its own: the only address of this machine is a private one, no other
 * machine can be reached, and name servers and resolvers are on its loopback.
 */
async function behindNat(resolvers: "outside" | "inside", ...args: readonly string[]): Promise<DoctorOutput> {
  const prepare = "ip link set lo up && ip address add 192.168.77.10/24 dev lo";
  const script = join(__dirname, "behind-nat.ts");
  const command = `${prepare} && exec "${process.execPath}" -r @swc-node/register "${script}" ${[resolvers, ...args].join(" ")}`;
  return JSON.parse(await outputOf("unshare", ["--mount", "--net", "bash", "-c", command])) as DoctorOutput;
}

describe("doctor behind NAT, with another DNS inside than outside,", () => {
  test("finds nothing wrong with what senders see", async () => {
    const { exitCode, results } = await behindNat("outside");
    expect(results.filter(({ status, id }) => status !== "OK" && id !== "mta-sts-record")).toEqual([]);
    expect(results.find(({ id }) => id === "mx-host-address")?.found).toBe("mail.example.org 192.0.2.1");
    expect(exitCode).toBe(0);
  });

  test("reports no fault that only the inside sees", async () => {
    const { results } = await behindNat("inside");
    expect(results[0]).toMatchObject({ id: "dns-resolvers", status: "NOTE" });
    expect(results.filter(({ status }) => status === "FAIL")).toEqual([]);
  });

  test("calls the probe unknown where port 25 does not get out", async () => {
    const { exitCode, results } = await behindNat("outside", "--probe");
    expect(results.filter(({ status }) => status === "UNKNOWN")).toMatchObject([{ id: "standby-probe" }]);
    expect(exitCode).toBe(3);
  });
});
