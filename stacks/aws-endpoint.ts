/** The value of STANDBY_AWS_ENDPOINT is not an endpoint. */
export class EndpointError extends Error {
  override readonly name = "EndpointError";
}

/**
 * The URL of the emulator that the stacks use instead of AWS, from the value of STANDBY_AWS_ENDPOINT; no other setting
 * selects an emulator.
 * @throws EndpointError if the value is not the address of a server
 */
export function awsEndpoint(value: string | undefined): string | undefined {
  if (!value) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isServer = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (!isServer) {
    throw new EndpointError(
      `STANDBY_AWS_ENDPOINT: found "${value}"; expected the URL of an emulator, such as http://127.0.0.1:4566, or nothing for AWS`,
    );
  }
  return url.origin;
}
