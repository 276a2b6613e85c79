import type { InboundOptions } from "./api";

type Place = Pick<InboundOptions, "endpointUrl" | "region">;

/**
 * The credentials for requests to an emulator; `undefined`: the credentials of the environment. Emulators accept any
 * access key, and real credentials must not get into their logs.
 */
export function credentialsFor({ endpointUrl }: Place) {
  const { AWS_ACCESS_KEY_ID, AWS_PROFILE } = process.env;
  if (endpointUrl === undefined || AWS_ACCESS_KEY_ID || AWS_PROFILE) return undefined;
  return { accessKeyId: "test", secretAccessKey: "test" };
}

export function regionOf({ region }: Place): string {
  return region ?? (process.env.AWS_REGION || "us-east-1");
}

/** The environment of the endpoint's process. */
export function environmentFor(place: Place): NodeJS.ProcessEnv {
  const credentials = credentialsFor(place);
  if (!credentials) return process.env;
  const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = credentials;
  return { ...process.env, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
}
