import type { EntityManager } from 'typeorm';
import type { OperationRule } from '../access/operation';
import type { Viewer } from '../access/viewer';
import type { LetterBox } from '../mail/letter';
import type { Connections } from '../database/connections';
import type { Sealer } from '../sealing';
import type { Queryable } from '../reads/statement';
import type { Workers } from '../workers';
import { claim, storeAnswer, type RepeatableRequest } from './idempotency';
import { Journal } from './journal';
import { isRefused, refuse, Refused, type FieldOf } from './outcome';
import type { AuditEntry, Origin, Service, WriteTransaction } from './transaction';

/** What the writer works with. */
export interface WriterDependencies {
  readonly connections: Pick<Connections, 'writes' | 'identity'>;
  /** The viewer with the rights that hold on this connection now. */
  readonly refreshViewer: (manager: EntityManager, viewer: Viewer) => Promise<Viewer>;
  /** Where letters go; null where no mail is configured. */
  readonly mail: LetterBox | null;
  readonly sealer: Sealer;
  /** The audit log's head over all that has been committed; null where it cannot be signed. */
  readonly checkpoint: () => Promise<string | null>;
  readonly workers: Workers;
  /** What transactions are stamped with. */
  readonly clock: () => Date;
  /** Called after each commit that left something to read, before the mutation is answered. */
  readonly committed: (signals: readonly string[]) => Promise<void>;
}

export interface WriteRequest {
  readonly viewer: Viewer;
  readonly origin: Origin;
  readonly repeatable: RepeatableRequest | null;
  readonly login?: OperationRule['login'];
}

/** How the answer to a mutation is put together, on the transaction's own connection. */
export type PayloadReader = (answer: object, manager: EntityManager, viewer: Viewer) => Promise<string>;

/** Deadlock and serialisation failures: the database chose a victim, which may simply try again. */
const TRY_AGAIN = new Set(['40001', '40P01']);
const MOST_TRIES = 4;
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

  /** The payload as JSON text, and the cookies to set. */
  async perform<I extends object, P extends object>(
    request: WriteRequest,
    service: Service<I, P>,
    input: I,
    read: PayloadReader,
  ): Promise<{ text: string; cookies: readonly string[] }> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(request, service, input, read);
      } catch (error) {
        if (attempt >= MOST_TRIES || !TRY_AGAIN.has((error as { code?: string }).code ?? '')) throw error;
      }
    }
  }

  private async attempt<I extends object, P extends object>(
    request: WriteRequest,
    service: Service<I, P>,
    input: I,
    read: PayloadReader,
  ): Promise<{ text: string; cookies: readonly string[] }> {
    const { writes, identity } = this.dependencies.connections;
    const runner = (request.login === 'identity' ? identity : writes).createQueryRunner();
    let done: Done;
    try {
      await runner.startTransaction();
      done = await this.inTransaction(runner.manager, request, service, input, read);
      await runner.commitTransaction();
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
    // with the connection back in the pool: what follows takes one of its own, and as many writers as there are
    // connections would wait for each other for ever
    if (done.signals.length > 0) await this.dependencies.committed(done.signals);
    await Promise.all(done.afterwards.map((work) => work()));
    return done;
  }

  private async inTransaction<I extends object, P extends object>(
    manager: EntityManager,
    request: WriteRequest,
    service: Service<I, P>,
    input: I,
    read: PayloadReader,
  ): Promise<Done> {
    const { refreshViewer, mail, sealer, checkpoint, workers, clock } = this.dependencies;
    const now = clock();
    if (request.repeatable !== null) {
      const earlier = await claim(manager, request.repeatable, now);
      if (earlier !== null) return { text: earlier, cookies: [], signals: [], afterwards: [] };
    }
    await manager.query(`savepoint ${SAVEPOINT}`);
    const viewerNow = (): Promise<Viewer> => refreshViewer(manager, request.viewer);
    const transaction = new Transaction(manager, await viewerNow(), viewerNow, request.origin, now, {
      mail,
      sealer,
      checkpoint,
      workers,
    });
    const answer = await service(transaction, input).catch((error: unknown) => refusalOfConstraint(error, input));
    const refused = isRefused(answer);
    if (refused) await manager.query(`rollback to savepoint ${SAVEPOINT}`);
    const viewer = await this.viewerAfter(transaction, refused);
    if (!refused) await transaction.journal.write(manager, request.origin, now, sealer);
    const text = await read(answer, manager, viewer);
    if (request.repeatable !== null) await storeAnswer(manager, request.repeatable, text);
    return {
      text,
      signals: refused ? [] : transaction.journal.signals,
      cookies: refused ? [] : transaction.cookies,
      afterwards: refused ? transaction.afterRefusals : transaction.afterwards,
    };
  }

  private async viewerAfter(transaction: Transaction, refused: boolean): Promise<Viewer> {
    if (refused) return transaction.viewer;
    if (transaction.reader !== null) return transaction.reader;
    if (!transaction.journal.changesAccess) return transaction.viewer;
    return this.dependencies.refreshViewer(transaction.manager, transaction.viewer);
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
  readonly checkpoint: () => Promise<string | null>;
  readonly workers: Workers;

  constructor(
    readonly manager: EntityManager,
    public viewer: Viewer,
    private readonly viewerNow: () => Promise<Viewer>,
    readonly origin: Origin,
    readonly now: Date,
    { mail, sealer, checkpoint, workers }: Pick<WriterDependencies, 'mail' | 'sealer' | 'checkpoint' | 'workers'>,
  ) {
    this.mail = mail;
    this.sealer = sealer;
    this.checkpoint = checkpoint;
    this.workers = workers;
  }

  async lock<T>(take: () => Promise<T>): Promise<T> {
    const taken = await take();
    this.viewer = await this.viewerNow();
    return taken;
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
export function clientOf(manager: EntityManager): Queryable {
  const runner = manager.queryRunner as { databaseConnection?: Queryable } | undefined;
  if (runner?.databaseConnection === undefined) throw new Error('no transaction is running');
  return runner.databaseConnection;
}

/** The refusal of a stale `expectedVersion`, the same for every update. */
export function stale(version: number): Refused<'expectedVersion'> {
  return refuse('CONFLICT', 'writes.stale', 'expectedVersion', { version });
}
