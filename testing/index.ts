import type * as api from "./api";
import { startInbound } from "./inbound";
import { startLocalStack } from "./localstack";
import { startMoto } from "./moto";

export { startInbound, startLocalStack, startMoto };

// What the package declares is what it exports.
void ({ startInbound, startLocalStack, startMoto } satisfies typeof api);
