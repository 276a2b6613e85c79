import type * as api from "./api";
import { startInbound } from "./inbound";
import { startLocalStack } from "./localstack";
import { startMoto } from "./moto";

export { startInbound, startLocalStack, startMoto };

// A type check that the package exports what api.ts declares.
void ({ startInbound, startLocalStack, startMoto } satisfies typeof api);
