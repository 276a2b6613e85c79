import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The name in LoadCredential= of the units (operator/install/units.ts). */
const CREDENTIAL_NAME = "aws";

// systemd gives a service its access key as a file that no other process can read (systemd.exec(5), "Credentials").
// Every AWS client of this process takes the file from the variable of the AWS CLI.
const { CREDENTIALS_DIRECTORY: directory, AWS_SHARED_CREDENTIALS_FILE: chosen } = process.env;
if (directory !== undefined && chosen === undefined) {
  const file = join(directory, CREDENTIAL_NAME);
  if (hasProfile(file)) process.env.AWS_SHARED_CREDENTIALS_FILE = file;
}

/**
 * Whether the file has a profile: if the operator has not added a file, the credential of the units is a placeholder.
 */
function hasProfile(file: string): boolean {
  try {
    return /^\s*\[/m.test(readFileSync(file, "utf8"));
  } catch {
    return false;
  }
}
