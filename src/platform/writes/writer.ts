import type { PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';
import type { OperationRule } from '../access/operation';
import type { Viewer } from '../access/viewer';
import type { Mail } from '../mail';
import type { LetterBox } from '../mail/letter';
import type { Connections } from '../database/connections';
import { traceStatements } from '../database/measure';
import { sendTogether } from '../database/pipeline';
import type { Span } from '../observability/tracing';
import type { Sealer } from '../sealing';
import type { Queryable } from '../reads/statement';
import type { Workers } from '../workers';
import { followed } from './followers';
import { claim, storeAnswer, type RepeatableRequest } from './idempotency';
import { isOfOldRights, Journal, requireRights } from './journal';
import { OpenTransaction } from './open-transaction';
import { isRefused, refuse, Refused, type FieldOf } from './outcome';
import type { AuditEntry, Origin, Service, WriteTransaction } from './transaction';

/** What the writer works with. */
export interface WriterDependencies {
  readonly connections: Pick<Connections, 'writes' | 'identity'>;
  /** The viewer with the rights that they have now, as a running transaction sees them where one is given. */
  readonly refreshViewer: (viewer: Viewer, on?: Queryable) => Promise<Viewer>;
  /** What keeps letters and sends them; null where no mail is configured. */
  readonly mail: Pick<Mail, 'keeping' | 'collect'> | null;
  readonly sealer: Sealer;
  readonly workers: Workers;
  /** What transactions are stamped with. */
  readonly clock: () => Date;
  /** Called after each commit that left something to read, before the mutation is answered. */
  readonly committed: (signals: readonly string[]) => Promise<void>;
  /** Called before a commit that is part of a trace. */
  readonly committing?: (signals: readonly string[], trace: Span) => void;
}

export interface WriteRequest {
  readonly viewer: Viewer;
  readonly origin: Origin;
  readonly repeatable: RepeatableRequest | null;
  readonly login?: OperationRule['login'];
}

/** How the answer to a mutation is put together, on the transaction's own connection. */
export interface PayloadReader {
  /** Whether reading it takes more than its statements, which have all been sent when `read` returns. */
  readonly isComputed: boolean;
  read(answer: object, database: Queryable, viewer: Viewer): Promise<string>;
}

/** For what is done by itself: nobody reads an answer. */
export const NO_PAYLOAD: PayloadReader = { isComputed: false, read: async () => '' };

/** Deadlock and serialisation failures: the database chose a victim, which may simply try again. */
const TRY_AGAIN = new Set(['40001', '40P01']);
const MOST_TRIES = 6;
const SAVEPOINT = 'mutation';

/** Constraints that a rule may lose a race to, with the refusals that are answered then. */
const constraintRefusals = new Map<string, Refused>();

/**
 * Says what a violated unique or exclusion constraint means. `I` is the input of the mutations that name what was taken;
 * in the answer to any other, the whole input is at fault.
 */
export function onConstraint<I extends object>(name: string, refused: Refused<FieldOf<I>>): void {
  constraintRefusals.set(name, refused);
}

/** Runs services, each in one transaction with its audit entries and live events. */
export class Writer {
  constructor(private readonly dependencies: WriterDependencies) {}

  /**
   * The payload as JSON text, and the cookies to set. What a service decides by rights that turn out to have changed is
   * undone, and decided again by those that hold: they are looked at once, when all locks are held, instead of being read
   * anew by every transaction.
   */
  async perform<I extends object, P extends object>(
    request: WriteRequest,
    service: Service<I, P>,
    input: I,
    payload: PayloadReader,
  ): Promise<{ text: string; cookies: readonly string[] }> {
    let { viewer } = request;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt({ ...request, viewer }, service, input, payload);
      } catch (error) {
        const isStale = isOfOldRights(error);
        if (attempt >= MOST_TRIES || !(isStale || TRY_AGAIN.has((error as { code?: string }).code ?? ''))) throw error;
        if (isStale) viewer = await this.dependencies.refreshViewer(viewer);
      }
    }
  }

  private async attempt<I extends object, P extends object>(
    request: WriteRequest,
    service: Service<I, P>,
    input: I,
    payload: PayloadReader,
  ): Promise<{ text: string; cookies: readonly string[] }> {
    const { writes, identity } = this.dependencies.connections;
    const opened = await OpenTransaction.begin(request.login === 'identity' ? identity : writes);
    const trace = request.origin.trace?.child('transaction');
    traceStatements(opened.client, trace);
    let done: Done;
    try {
      done = await this.inTransaction(opened, request, service, input, payload);
    } finally {
      // where it is not committed
      await opened.rollback().catch(() => undefined);
      traceStatements(opened.client, undefined);
      trace?.end();
      await opened.release();
    }
    // with the connection back in the pool: what follows takes one of its own, and as many writers as there are
    // connections would wait for each other for ever
    if (done.signals.length > 0) await this.dependencies.committed(done.signals);
    await Promise.all(done.afterwards.map((work) => work()));
    return done;
  }

  private async inTransaction<I extends object, P extends object>(
    opened: OpenTransaction,
    request: WriteRequest,
    service: Service<I, P>,
    input: I,
    payload: PayloadReader,
  ): Promise<Done> {
    const { viewer, origin, repeatable } = request;
    const now = this.dependencies.clock();
    if (repeatable !== null) {
      const earlier = await claim(opened.manager, repeatable, now);
      if (earlier !== null) {
        await opened.commit();
        return { text: earlier, cookies: [], signals: [], afterwards: [] };
      }
      // a refusal takes back what the service did, but not the claim of a repeatable request, which gets its answer
      await opened.client.query(`savepoint ${SAVEPOINT}`);
    }
    const transaction = new Transaction(opened, viewer, origin, now, this.dependencies);
    let refused: Refused;
    try {
      const answer = await service(transaction, input);
      if (!isRefused(answer)) {
        await followed(transaction, transaction.journal.events);
        return await this.complete(opened, request, transaction, answer, payload);
      }
      refused = answer;
    } catch (error) {
      refused = refusalOfConstraint(await opened.cause(error), input);
    }
    return this.refuse(opened, request, transaction, refused, payload);
  }

  /** Leaves behind what is to stay besides the rows, and commits. */
  private async complete(
    opened: OpenTransaction,
    { viewer, origin, repeatable }: WriteRequest,
    transaction: Transaction,
    answer: object,
    payload: PayloadReader,
  ): Promise<Done> {
    const { journal, now, reader } = transaction;
    const { client } = opened;
    const written = { viewer, origin, now, sealer: this.dependencies.sealer };
    if (origin.trace !== undefined) this.dependencies.committing?.(journal.signals, origin.trace);
    let text: string;
    if (repeatable === null && !journal.changesAccess && !payload.isComputed) {
      // made before anything is sent: what fails in the database turns the commit into a rollback, and nothing else would
      const traces = journal.statement(written);
      sendTogether(client);
      const read = payload.read(answer, client, reader ?? viewer);
      const left = client.query(traces);
      const committed = opened.commit();
      [text] = await Promise.all([read, left, committed]);
    } else {
      await opened.settled();
      await journal.write(client, written);
      text = await payload.read(answer, client, await this.viewerAfter(transaction));
      if (repeatable !== null) await storeAnswer(opened.manager, repeatable, text);
      await opened.commit();
    }
    return { text, signals: journal.signals, cookies: transaction.cookies, afterwards: transaction.afterwards };
  }

  /** Takes back what the service did; what it refuses by may be old rights too. */
  private async refuse(
    opened: OpenTransaction,
    { viewer, repeatable }: WriteRequest,
    { afterRefusals }: Transaction,
    refused: Refused,
    payload: PayloadReader,
  ): Promise<Done> {
    const { client } = opened;
    if (repeatable === null) await opened.rollback();
    else await client.query(`rollback to savepoint ${SAVEPOINT}`);
    await requireRights(client, viewer);
    const text = await payload.read(refused, client, viewer);
    if (repeatable !== null) {
      await storeAnswer(opened.manager, repeatable, text);
      await opened.commit();
    }
    return { text, signals: [], cookies: [], afterwards: afterRefusals };
  }

  private async viewerAfter({ reader, journal, viewer, manager }: Transaction): Promise<Viewer> {
    if (reader !== null) return reader;
    return journal.changesAccess ? this.dependencies.refreshViewer(viewer, clientOf(manager)) : viewer;
  }
}

interface Done {
  readonly text: string;
  readonly cookies: readonly string[];
  readonly signals: readonly string[];
  readonly afterwards: readonly (() => Promise<void>)[];
}

class Transaction implements WriteTransaction {
  readonly journal = new Journal();
  readonly cookies: string[] = [];
  readonly afterwards: (() => Promise<void>)[] = [];
  readonly afterRefusals: (() => Promise<void>)[] = [];
  reader: Viewer | null = null;
  readonly mail: LetterBox | null;
  readonly sealer: Sealer;
  readonly workers: Workers;

  constructor(
    private readonly opened: OpenTransaction,
    readonly viewer: Viewer,
    readonly origin: Origin,
    public now: Date,
    { mail, sealer, workers }: Pick<WriterDependencies, 'mail' | 'sealer' | 'workers'>,
  ) {
    this.mail = mail && this.boxOf(mail);
    this.sealer = sealer;
    this.workers = workers;
  }

  get manager(): EntityManager {
    return this.opened.manager;
  }

  send(text: string, values: readonly unknown[]): void {
    this.opened.send(text, values);
  }

  /** Keeps letters among the transaction's own rows: they are there when it has committed, and only then. */
  private boxOf(mail: NonNullable<WriterDependencies['mail']>): LetterBox {
    return {
      send: (letter) => {
        const { text, values } = mail.keeping(letter);
        this.send(text, values);
        this.afterwards.push(async () => mail.collect());
      },
    };
  }

  after(changed: Date): void {
    this.now = new Date(Math.max(this.now.getTime(), changed.getTime() + 1));
  }

  emit: WriteTransaction['emit'] = (event) => this.journal.emit(event);
  accessChanged: WriteTransaction['accessChanged'] = (who) => this.journal.accessChanged(who);
  // by whoever acts: the demo acts for several people in one transaction
  audit(entry: AuditEntry): void {
    this.journal.audit(entry, this.viewer);
  }
  readAs(viewer: Viewer): void {
    this.reader = viewer;
  }
  setCookie(header: string): void {
    this.cookies.push(header);
  }
  afterCommit(work: () => Promise<void>): void {
    this.afterwards.push(work);
  }
  afterRefusal(work: () => Promise<void>): void {
    this.afterRefusals.push(work);
  }
}

/** The refusal of a rule that lost a race to its constraint; any other error is a fault. */
function refusalOfConstraint(error: unknown, input: object): Refused {
  const { code, constraint } = error as { code?: string; constraint?: string };
  const refused = code === '23505' || code === '23P01' ? constraintRefusals.get(constraint ?? '') : undefined;
  if (refused === undefined) throw error;
  return new Refused(
    refused.refusals.map((refusal) => ({
      ...refusal,
      path: refusal.path && refusal.path[0] in input ? refusal.path : null,
    })),
  );
}

/** The database client of a running transaction, for statements of our own. */
export function clientOf(manager: EntityManager): PoolClient {
  const runner = manager.queryRunner as { databaseConnection?: PoolClient } | undefined;
  if (runner?.databaseConnection === undefined) throw new Error('no transaction is running');
  return runner.databaseConnection;
}

/** The refusal of a stale `expectedVersion`, the same for every update. */
export function stale(version: number): Refused<'expectedVersion'> {
  return refuse('CONFLICT', 'writes.stale', 'expectedVersion', { version });
}
