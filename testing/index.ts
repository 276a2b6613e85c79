import type * as api from "./api";
import { startInbound } from "./inbound";
import { startLocalStack } from "./localstack";
import { startMoto } from "./moto";

export { startInbound, startLocalStack, startMoto };

// Checks that the package exports what it declares.
void ({ startInbound, startLocalStack, startMoto } satisfies typeof api);
