import { bytesAsSent } from "../../../../fixtures/importer-settings";
import { sesBlock } from "../../../../fixtures/ses-block";
import { importMail } from "../../../../importer/import";
import type { Machine } from "../../../../importer/machine/machine";
import type { ImportReport } from "../../../../importer/report";
import type { ImportSettings } from "../../../../importer/context";
import type { Limits } from "../../../../importer/limits";
import type { Mailbox } from "../../../../settings/model";
import { UNSYNCED_DATA, type UnsyncedData, DiskImage, type PowerCutModel, ROOT } from "./disk-image";
import { endOfTest } from "./end-of-test";
import { type StepFault, faultAt } from "./faults";
import { memoryStore } from "./memory-store";
import { textOf } from "./step-outcome";
import { type StepRunner, fileIn, makeDirectory, namesIfThere, simulatedDisk } from "./simulated-disk";

export const BUCKET = "mail";
export const OWNER_UID = 1000;
export const STATE = "/state";

/** The actions of a reader on every message in `new/`. */
export const READER_ACTIONS = ["read", "move", "expunge"] as const;
export type ReaderAction = (typeof READER_ACTIONS)[number];

/** Changes the importer's machine, for example to leave out a sync. */
export type MachineChange = (machine: Machine) => Machine;

/** The directories of delivered messages. */
const NEW = ["new", ".Junk/new"];
const FOLDERS = [...NEW, "cur", ".Archive/cur"];
const spamBlock = sesBlock({ spam: "FAIL" });

/** A bucket with messages, the mailboxes, and the importer's state. */
export class SimulatedHost {
  image = DiskImage.empty();
  objects: ReadonlyMap<string, Buffer> = new Map();
  /** All sent messages, by key. */
  sent: ReadonlyMap<string, Buffer> = new Map();
  openFiles: readonly number[] = [];
  /** Random numbers that were taken. */
  randoms = 0;
  private boots = 0;
  readonly endOfTest = endOfTest();

  private constructor(readonly users: readonly string[]) {}

  static create(users: readonly string[], messagesEach: number): SimulatedHost {
    const host = new SimulatedHost(users);
    makeDirectory(host, "/expunged", OWNER_UID);
    for (const user of users) {
      for (const path of ["", "/new", "/cur", "/tmp", "/.Archive", "/.Archive/cur"]) {
        makeDirectory(host, `/${user}${path}`, OWNER_UID);
      }
      for (let i = 1; i <= messagesEach; i++) host.send(user, `m${i}`);
    }
    for (const node of host.image.nodes.keys()) host.image = host.image.synced(node);
    return host;
  }

  /** Sends a message with SES's spam verdict. */
  sendSpam(user: string, id: string): void {
    this.send(user, id, spamBlock);
  }

  send(user: string, id: string, block = ""): void {
    const body = Buffer.from(`${block}Subject: ${user} ${id}\r\n\r\nline\r\r\nend \xe4${id}\r\n`, "latin1");
    this.objects = new Map(this.objects).set(`${user}/${id}`, body);
    this.sent = new Map(this.sent).set(`${user}/${id}`, body);
  }

  /** Stores messages again, as SES does after a lost response. */
  storeAgain(): void {
    this.objects = new Map([...this.sent, ...this.objects]);
  }

  clone(): SimulatedHost {
    return Object.assign(Object.create(SimulatedHost.prototype) as SimulatedHost, this);
  }

  /** What the importer gets without a step. */
  get runKey(): string {
    return `${this.randoms} ${this.boots} ${this.users.join()}`;
  }

  /** Runs the importer; `effect` performs each step. */
  run(
    effect: StepRunner,
    limits: Partial<Limits> = {},
    change: MachineChange | undefined = (machine) => machine,
    stateDirectory = STATE,
  ): Promise<ImportReport> {
    this.endOfTest.throwIfAborted();
    const settings = this.settings(stateDirectory);
    const machine = change(this.machine(effect));
    const openStore = () => Promise.resolve(memoryStore(this, effect));
    return importMail({ settings, openStore, machine, limits: { maxDownloads: 2, ...limits } });
  }

  /** Runs the importer with a fault at one step; `undefined`: its process was ended. */
  runWith(
    number: number,
    fault: StepFault,
    trace: (step: string) => void = () => undefined,
  ): Promise<ImportReport | undefined> {
    return new Promise((done, failed) => {
      this.run(faultAt(number, fault, () => done(undefined), trace)).then(done, failed);
    });
  }

  /** Runs the importer without faults. */
  runWell(): Promise<ImportReport> {
    return this.run((_, perform) => Promise.resolve().then(perform));
  }

  /** All possible states after a power cut. */
  afterPowerCut(
    model: PowerCutModel,
    unsyncedData: readonly UnsyncedData[] = UNSYNCED_DATA,
    most?: number,
  ): readonly SimulatedHost[] {
    return this.image
      .afterPowerCut(model, unsyncedData, most)
      .map((image) => Object.assign(this.clone(), { image, boots: this.boots + 1 }));
  }

  get hasJournal(): boolean {
    return namesIfThere(this.image, STATE).includes("journal");
  }

  /** The journal on disk. */
  get journal(): Buffer {
    return fileIn(this.image, `${STATE}/journal`).data;
  }

  /** Replaces a directory by that of another state, with the same inode. */
  putBack(path: string, { image: { nodes, entries } }: SimulatedHost): void {
    const restore = (directory: number) => {
      for (const name of this.image.entries.get(directory)?.keys() ?? []) {
        this.image = this.image.withNames(directory, [{ directory, name, node: undefined }]);
      }
      for (const [name, node] of entries.get(directory) ?? []) {
        this.image = this.image.withNode(node, nodes.get(node)!).withNames(node, [{ directory, name, node }]);
        restore(node);
      }
    };
    restore(entries.get(ROOT)!.get(path.slice(1))!);
  }

  /** Truncates the journal. */
  cutJournal(length: number): void {
    const file = fileIn(this.image, `${STATE}/journal`);
    const number = [...this.image.nodes].find(([, node]) => node === file)![0];
    this.image = this.image.withNode(number, { ...file, data: file.data.subarray(0, length), synced: length });
  }

  readerActs(action: ReaderAction): void {
    for (const user of this.users) {
      for (const { path, name } of this.newMailOf(user)) {
        const target = {
          read: `/${user}/cur/${name}:2,S`,
          move: `/${user}/.Archive/cur/${name}:2,S`,
          expunge: `/expunged/${name}`,
        };
        void simulatedDisk(this, (_, perform) => Promise.resolve(perform())).rename(path, target[action]);
      }
    }
  }

  get hasNewMail(): boolean {
    return this.users.some((user) => this.newMailOf(user).length > 0);
  }

  private newMailOf(user: string): readonly { readonly path: string; readonly name: string }[] {
    return NEW.map((folder) => `/${user}/${folder}`).flatMap((place) =>
      namesIfThere(this.image, place).map((name) => ({ path: `${place}/${name}`, name })),
    );
  }

  /** The faults in the mailboxes: no message may be incomplete, duplicated or in another mailbox at any time. */
  get faults(): readonly string[] {
    const delivered = this.delivered();
    const counts = new Map<string, number>();
    const faults: string[] = [];
    const keys = keysByText(this.sent);
    for (const { path, data, uid } of delivered) {
      const key = keys.get(data);
      if (key === undefined) faults.push(`torn: ${path}`);
      else if (!path.startsWith("/expunged") && !path.startsWith(`/${key.split("/")[0]}/`))
        faults.push(`misplaced: ${path}`);
      else counts.set(key, (counts.get(key) ?? 0) + 1);
      if (uid !== OWNER_UID) faults.push(`owned by ${uid}: ${path}`);
    }
    for (const [key, count] of counts) if (count > 1) faults.push(`duplicated: ${key} is there ${count} times`);
    for (const key of this.sent.keys()) {
      if (!counts.has(key) && !this.objects.has(key)) faults.push(`lost: ${key}`);
    }
    return faults;
  }

  /** Messages that are still in the bucket. */
  get waiting(): readonly string[] {
    return [...this.objects.keys()];
  }

  /** A text that is equal for equal states, for any history. */
  get canonical(): string {
    return this.withoutRandomNames(this.image.canonical);
  }

  /** A text that is equal for states that differ only in durability. */
  get visible(): string {
    return this.withoutRandomNames(`${this.boots} ${this.image.visible}`);
  }

  /** Whether disk and bucket are the same, random names included. */
  isSameAs({ image, objects }: SimulatedHost): boolean {
    return this.image.isSameAs(image) && [...this.objects.keys()].join() === [...objects.keys()].join();
  }

  private withoutRandomNames(image: string): string {
    const names = new Map<string, string>();
    const text = `${image} ${[...this.objects.keys()].sort().join(" ")}`;
    return text.replace(RANDOM_NAME, (random) => {
      if (!names.has(random)) names.set(random, `#${names.size}`);
      return names.get(random)!;
    });
  }

  private delivered() {
    const places = this.users.flatMap((user) => FOLDERS.map((folder) => `/${user}/${folder}`));
    return [...places, "/expunged"].flatMap((place) =>
      namesIfThere(this.image, place).map((name) => {
        const { data, uid } = fileIn(this.image, `${place}/${name}`);
        return { path: `${place}/${name}`, data: textOf(data), uid };
      }),
    );
  }

  private settings(stateDirectory: string): ImportSettings {
    const mailboxes = this.users.map((user) => mailbox(user)) as [Mailbox, ...Mailbox[]];
    return {
      regions: [{ name: "eu-west-1", bucket: BUCKET }],
      mailboxes,
      importer: { ...bytesAsSent, stateDirectory },
    };
  }

  private machine(effect: StepRunner): Machine {
    return {
      disk: simulatedDisk(this, effect),
      diskOf: ({ uid }) => Promise.resolve(simulatedDisk(this, effect, uid)),
      hold: (_, work) => work(),
      now: () => Date.parse("2026-11-24T13:00:00Z"),
      random: () => randomName(++this.randoms),
      hostName: "mx",
      processId: 1,
      uid: 0,
      bootId: () => Promise.resolve(`boot ${this.boots}`),
      machineId: () => Promise.resolve("this machine"),
      lock: () => Promise.resolve({ release: () => undefined }),
      resolveOwner: () => Promise.resolve({ uid: OWNER_UID, gid: OWNER_UID }),
      close: () => Promise.resolve(),
    };
  }
}

function mailbox(user: string): Mailbox {
  const addresses = [`${user}@example.org`];
  return {
    user,
    addresses,
    maildir: `/${user}`,
    destination: { kind: "maildir" },
    owner: undefined,
    ruleName: user,
    prefix: user,
    formerPrefixes: [],
    catchAllDomains: [],
  };
}

/** The replacement of random names: a counter, with leading zeros that are easy to find. */
const randomName = (count: number) => count.toString(16).padStart(16, "0");
const RANDOM_NAME = /0{12}[0-9a-f]{4}/g;

const keysOf = new WeakMap<ReadonlyMap<string, Buffer>, ReadonlyMap<string, string>>();

/** The keys of messages by their text in a mailbox. */
function keysByText(sent: ReadonlyMap<string, Buffer>): ReadonlyMap<string, string> {
  const known =
    keysOf.get(sent) ?? new Map([...sent].map(([key, body]) => [textOf(body).replaceAll("\r\n", "\n"), key]));
  keysOf.set(sent, known);
  return known;
}
