import { fromIni } from "@aws-sdk/credential-provider-ini";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { loadSharedConfigFiles } from "@smithy/core/config";
import { messageOf } from "../lib/errors";

type CredentialProvider = ReturnType<typeof defaultProvider>;

/**
 * The credentials that every AWS tool finds: environment, profile, web identity, container, instance role. If no
 * credentials are found, the error says what the chosen profile lacks; the SDK's own error names no cause.
 */
export function credentials(): CredentialProvider {
  const provide = defaultProvider({ ignoreCache: true });
  return async (properties) => {
    try {
      return await provide(properties);
    } catch (error) {
      const reason = await profileFailure();
      if (reason === undefined) throw error;
      throw Object.assign(new Error(reason, { cause: error }), { name: "CredentialsProviderError" });
    }
  };
}

/** Why the profile gives no credentials; `undefined`: it gives credentials, or no profile is chosen. */
async function profileFailure(): Promise<string | undefined> {
  const { AWS_PROFILE: chosen, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = process.env;
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const name = chosen ?? "default";
  const profile = configFile[name] ?? credentialsFile[name];
  const files = `${AWS_CONFIG_FILE ?? "~/.aws/config"} and ${AWS_SHARED_CREDENTIALS_FILE ?? "~/.aws/credentials"}`;
  if (!profile) return chosen === undefined ? undefined : `no profile "${chosen}" (AWS_PROFILE) in ${files}`;
  const failure = await fromIni({ profile: name })().then(
    () => undefined,
    (error: unknown) => messageOf(error),
  );
  if (failure === undefined) return undefined;
  // The message names the program without its arguments, which may be secret.
  const program = profile.credential_process?.split(" ", 1)[0];
  const source = program === undefined ? `profile "${name}"` : `credential_process ${program} of profile "${name}"`;
  return `${source} gives no credentials: ${withoutArguments(failure, profile.credential_process)}`;
}

function withoutArguments(message: string, command = ""): string {
  return command === "" ? message : message.replaceAll(command, command.split(" ", 1)[0]!);
}
