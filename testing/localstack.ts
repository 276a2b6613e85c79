import type * as Testcontainers from "@testcontainers/localstack";
import { messageOf } from "../lib/errors";
import type { Emulator, LocalStackOptions } from "./api";

const DEFAULT_IMAGE = "localstack/localstack:4.14.0";

/** LocalStack would otherwise download a certificate and report its use; tests need neither. */
export const WITHOUT_INTERNET = { SKIP_SSL_CERT_DOWNLOAD: "1", DISABLE_EVENTS: "1" };

export async function startLocalStack(
  options: LocalStackOptions = {},
): Promise<Emulator & { readonly containerId: string }> {
  const { image = DEFAULT_IMAGE, environment = {}, labels = {}, onOutput = () => undefined } = options;
  const { LocalstackContainer } = await loadTestcontainers();
  const container = await new LocalstackContainer(image)
    .withEnvironment({ ...WITHOUT_INTERNET, ...environment })
    .withLabels({ ...labels })
    .withLogConsumer((stream) => stream.on("data", (line: Buffer | string) => onOutput(String(line).trimEnd())))
    .start();
  return {
    endpoint: container.getConnectionUri(),
    containerId: container.getId(),
    stop: async () => {
      await container.stop();
    },
  };
}

/** An optional peer dependency: most users of this package start no container. */
async function loadTestcontainers(): Promise<typeof Testcontainers> {
  try {
    return await import("@testcontainers/localstack");
  } catch (cause) {
    const install = "npm install --save-dev @testcontainers/localstack";
    throw new Error(`startLocalStack needs @testcontainers/localstack (${install}): ${messageOf(cause)}`, { cause });
  }
}
