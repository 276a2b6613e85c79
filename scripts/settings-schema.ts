// Writes standby-mx.schema.json, with which editors complete and check a settings file: npm run schema
import { writeFileSync } from "node:fs";
import { settingsJsonSchema } from "../settings/json-schema";

writeFileSync("standby-mx.schema.json", settingsJsonSchema());
