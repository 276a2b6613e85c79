import type { Settings } from "../settings/model";
import type { Limits } from "./limits";
import type { Machine } from "./machine/machine";
import { BaseNames } from "./maildir/base-name";
import { Mailboxes } from "./maildir/mailboxes";
import { addressOwners, type AddressOwners } from "./message/address-owners";
import { Checkpoints } from "./state/delivered/checkpoints";
import { ObservedTime } from "./state/delivered/observed-time";
import { type Envelopes, noEnvelopes } from "./state/envelopes/envelopes";
import { HeldVerdicts } from "./state/held/held-verdicts";
import { ReleasedMessages } from "./state/released/released-messages";
import type { Journal } from "./state/journal/journal";
import { OpenAttempts } from "./transports/open-attempts";
import { TransportSpool } from "./transports/spool";
import { Transports } from "./transports/transports";

/** The part of the settings that the importer reads. */
export type ImportSettings = Pick<Settings, "regions" | "mailboxes" | "host" | "importer">;

export interface ContextOptions {
  readonly machine: Machine;
  readonly settings: ImportSettings;
  readonly journal: Journal;
  readonly stateDirectory: string;
  readonly root: string | undefined;
  readonly limits: Limits;
  /** Boot id of the operating system: changes with every start. */
  readonly bootId: string;
  /** Asks the import to stop at the next step at which no delivery is half done. */
  readonly signal: AbortSignal | undefined;
  readonly envelopes?: Envelopes | undefined;
  /** Messages that are delivered although the settings hold them. */
  readonly released?: ReleasedMessages | undefined;
  readonly heldVerdicts?: HeldVerdicts | undefined;
  /** Whether to take over Maildirs that belong to other journals. */
  readonly adopt?: boolean | undefined;
}

/** The objects that all parts of one import use. */
export interface ImportContext extends Pick<
  ContextOptions,
  "machine" | "settings" | "journal" | "limits" | "bootId" | "signal"
> {
  readonly names: BaseNames;
  readonly mailboxes: Mailboxes;
  readonly checkpoints: Checkpoints;
  readonly transports: Transports;
  readonly spool: TransportSpool;
  readonly openAttempts: OpenAttempts;
  readonly envelopes: Envelopes;
  readonly released: ReleasedMessages;
  readonly heldVerdicts: HeldVerdicts;
  readonly addresses: AddressOwners;
  readonly time: ObservedTime;
}

export function importContext(options: ContextOptions): ImportContext {
  const { machine, settings, journal, limits, bootId, signal, stateDirectory, root } = options;
  return {
    ...{ machine, settings, journal, limits, bootId, signal },
    names: new BaseNames(machine),
    mailboxes: new Mailboxes(machine, journal, root, options.adopt ?? false),
    checkpoints: new Checkpoints(machine.disk, stateDirectory, journal),
    transports: new Transports(machine, root, { ...limits, signal }),
    spool: new TransportSpool(machine, `${stateDirectory}/spool`),
    openAttempts: new OpenAttempts(settings.mailboxes, journal, () => machine.now()),
    envelopes: options.envelopes ?? noEnvelopes,
    released: options.released ?? new ReleasedMessages([]),
    heldVerdicts: options.heldVerdicts ?? HeldVerdicts.none(machine.disk, stateDirectory),
    addresses: addressOwners(settings.mailboxes),
    time: new ObservedTime(machine),
  };
}
