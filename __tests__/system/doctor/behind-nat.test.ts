import { join } from "node:path";
import { outputOf } from "../../../fixtures/process";
import type { DoctorOutput } from "../../../fixtures/run-doctor";

/**
 * Runs doctor in its own network and mount namespaces: the only address of the machine is private, no other
 * machine can be reached, and name servers and resolvers are on loopback.
 */
async function behindNat(resolvers: "outside" | "inside", ...args: readonly string[]): Promise<DoctorOutput> {
  const prepare = "ip link set lo up && ip address add 192.168.77.10/24 dev lo";
  const script = join(__dirname, "behind-nat.ts");
  const command = `${prepare} && exec "${process.execPath}" -r @swc-node/register "${script}" ${[resolvers, ...args].join(" ")}`;
  return JSON.parse(await outputOf("unshare", ["--mount", "--net", "bash", "-c", command])) as DoctorOutput;
}

describe("doctor behind NAT, with a different DNS inside and outside,", () => {
  test("finds no fault in the DNS that senders see", async () => {
    const { exitCode, results } = await behindNat("outside");
    expect(results.filter(({ status, id }) => status !== "OK" && id !== "mta-sts-record")).toEqual([]);
    expect(results.find(({ id }) => id === "mx-host-address")?.found).toBe("mail.example.org 192.0.2.1");
    expect(exitCode).toBe(0);
  });

  test("reports no fault that is only visible inside", async () => {
    const { results } = await behindNat("inside");
    expect(results[0]).toMatchObject({ id: "dns-resolvers", status: "NOTE" });
    expect(results.filter(({ status }) => status === "FAIL")).toEqual([]);
  });

  test("reports the probe as unknown if port 25 is blocked", async () => {
    const { exitCode, results } = await behindNat("outside", "--probe");
    expect(results.filter(({ status }) => status === "UNKNOWN")).toMatchObject([{ id: "standby-probe" }]);
    expect(exitCode).toBe(3);
  });
});
