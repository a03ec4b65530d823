import DataLoader from 'dataloader';
import { message } from '../../../platform/i18n/messages';
import type { Computing } from '../../../platform/reads/declarations';
import { JsonText } from '../../../platform/reads/json';
import type { Queryable } from '../../../platform/reads/statement';
import type { PublicKey } from '../../../platform/sealing';
import type { Task, Workers } from '../../../platform/workers';
import type { AgreementServices } from '../shared/services';
import { CHECK, EVIDENCE, type Checked } from './check.rules';
import type { Problem } from './evidence.rules';
import type { AgreementIntegrity } from './integrity.entity';
import { readStored, readWeights, weightOf, type AgreementKey } from './stored.queries';
import type { StoredRow } from './stored.rules';

/** What agreements are checked with. */
export interface Checking {
  readonly database: Queryable;
  readonly workers: Workers;
  /** For whom; null for what the platform does by itself. */
  readonly personId: string | null;
  readonly now: Date;
}

/** Computes something of one agreement's rows; null when there is none. */
export async function ofAgreement<More extends object, T>(
  { database, workers, personId, now }: Checking,
  key: AgreementKey,
  keys: readonly PublicKey[],
  task: Task<Checked & More, T>,
  more: More,
): Promise<T | null> {
  const [stored = []] = await readStored(database, [key]);
  if (stored.length === 0) return null;
  return workers.run(task, { ...more, stored, keys, now: now.toISOString() }, weightOf(stored), personId);
}

/** The problems of one agreement; none when there is no such agreement. */
export async function problemsIn(
  checking: Checking,
  key: AgreementKey,
  keys: readonly PublicKey[],
): Promise<readonly Problem[]> {
  return (await ofAgreement(checking, key, keys, CHECK, {})) ?? [];
}

/** So much is loaded at once; an agreement that has more is loaded alone. */
const GROUP_BYTES = 8 * 1_024 ** 2;

interface Loaded {
  readonly stored: readonly StoredRow[];
  readonly weight: number;
}

/** The agreements of one request: each is loaded once and checked once, whatever fields ask for it, and as often as they like. */
class AgreementsOfRequest {
  private readonly loaded = loader((keys) => this.load(keys));
  private readonly checked = loader((keys) => this.computeEach(keys, CHECK, {}));
  private readonly written = loader((keys) => this.writeEach(keys));
  private readonly files = new Set<string>();
  private readonly now = new Date().toISOString();
  private keys: Promise<readonly PublicKey[]> | null = null;

  constructor(private readonly computing: Computing) {}

  problems(key: AgreementKey): Promise<readonly Problem[] | null> {
    return this.checked.load(key);
  }

  /** The evidence file, printed as JSON. Each time but the first it adds to what the request holds: it is answered again. */
  async evidence(key: AgreementKey): Promise<string | null> {
    const name = nameOf(key);
    const isAgain = this.files.has(name);
    this.files.add(name);
    if (isAgain) this.computing.shared.reserve((await this.loaded.load(key)).weight);
    return this.written.load(key);
  }

  /** Reserves the bytes of all before it loads any. */
  private async load(keys: readonly AgreementKey[]): Promise<Loaded[]> {
    const { database, shared } = this.computing;
    const weights = await readWeights(database, keys);
    shared.reserve(weights.reduce((sum, weight) => sum + weight, 0));
    const loaded: Loaded[] = [];
    for (const size of groupSizes(weights)) {
      const start = loaded.length;
      const group = await shared.inTurn(() => readStored(database, keys.slice(start, start + size)));
      loaded.push(...group.map((stored, index) => ({ stored, weight: weights[start + index] ?? 0 })));
    }
    return loaded;
  }

  /** Evidence files, each with the audit log's present head. */
  private async writeEach(keys: readonly AgreementKey[]): Promise<(string | null)[]> {
    const { database, services } = this.computing;
    const checkpoint = await (services as AgreementServices).auditLog.checkpoint(database);
    return this.computeEach(keys, EVIDENCE, { checkpoint });
  }

  private async computeEach<More extends object, T>(
    keys: readonly AgreementKey[],
    task: Task<Checked & More, T>,
    more: More,
  ): Promise<(T | null)[]> {
    const { database, services, shared, viewer } = this.computing;
    const { sealer, workers } = services as AgreementServices;
    const all = await this.loaded.loadMany(keys);
    const trusted = await (this.keys ??= sealer.keys(database));
    const found: (T | null)[] = [];
    for (const each of all) {
      if (each instanceof Error) throw each;
      const { stored, weight } = each;
      const input = { ...more, stored, keys: trusted, now: this.now };
      found.push(
        stored.length === 0 ? null : await shared.inTurn(() => workers.run(task, input, weight, viewer.personId)),
      );
    }
    return found;
  }
}

function loader<T>(load: (keys: readonly AgreementKey[]) => Promise<T[]>): DataLoader<AgreementKey, T, string> {
  return new DataLoader(load, { cacheKeyFn: nameOf });
}

function nameOf({ allianceId, id }: AgreementKey): string {
  return `${allianceId} ${id}`;
}

/** How many agreements are loaded at once, one group after another. */
function groupSizes(weights: readonly number[]): number[] {
  const sizes: number[] = [];
  let bytes = Infinity;
  for (const weight of weights) {
    if (bytes + weight > GROUP_BYTES) {
      sizes.push(0);
      bytes = 0;
    }
    sizes.push((sizes.pop() ?? 0) + 1);
    bytes += weight;
  }
  return sizes;
}

function ofRequest(computing: Computing): AgreementsOfRequest {
  return computing.shared.once('agreements', () => new AgreementsOfRequest(computing));
}

function keyOf([allianceId, id]: readonly unknown[]): AgreementKey {
  return { allianceId: String(allianceId), id: String(id) };
}

/** Whether agreements hold; a row is [alliance's id, agreement's id]. */
export function integrities(
  rows: readonly (readonly unknown[])[],
  computing: Computing,
): Promise<(AgreementIntegrity | null)[]> {
  const agreements = ofRequest(computing);
  return Promise.all(
    rows.map(async (row) => {
      const problems = await agreements.problems(keyOf(row));
      if (problems === null) return null;
      const words = problems.map(({ key, parameters }) => message(computing.locale, key, parameters));
      return { valid: problems.length === 0, problems: words };
    }),
  );
}

/** Evidence files; a row is [alliance's id, agreement's id]. */
export function evidences(rows: readonly (readonly unknown[])[], computing: Computing): Promise<(JsonText | null)[]> {
  const agreements = ofRequest(computing);
  return Promise.all(
    rows.map(async (row) => {
      const file = await agreements.evidence(keyOf(row));
      return file === null ? null : new JsonText(file);
    }),
  );
}
