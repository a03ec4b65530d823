import type { PoolClient } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { sendTogether } from '../database/pipeline';
import { nameOf } from './statement-name';

/** A transaction under way, on a connection of its own, to which statements go without waiting for the answers of those before. */
export class OpenTransaction {
  private readonly sent: Promise<unknown>[] = [];
  private open = true;
  /** Why its connection was lost. */
  private lost: Error | null = null;
  private readonly onLost = (error: Error): void => {
    this.lost = error;
  };

  private constructor(
    private readonly runner: QueryRunner,
    readonly client: PoolClient,
  ) {
    client.once('error', this.onLost);
  }

  /** Its beginning goes to the database together with its first statement: a connection that cannot begin is lost for both. */
  static async begin(source: DataSource): Promise<OpenTransaction> {
    const runner = source.createQueryRunner();
    const client = (await runner.connect()) as PoolClient;
    // what TypeORM begins within it has a savepoint
    Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
    const transaction = new OpenTransaction(runner, client);
    transaction.send('START TRANSACTION');
    return transaction;
  }

  get manager(): EntityManager {
    return this.runner.manager;
  }

  /** Runs a statement whose answer nobody waits for: `settled` tells whether it failed. */
  send(text: string, values: readonly unknown[] = []): void {
    sendTogether(this.client);
    const answer = this.client.query(values.length === 0 ? text : { name: nameOf(text), text, values: [...values] });
    answer.catch(() => undefined);
    this.sent.push(answer);
  }

  /** Waits for what was sent. @throws what made the first of it fail */
  async settled(): Promise<void> {
    await Promise.all(this.sent);
  }

  /** Why something failed: its connection was lost, or what was sent before failed, by which all after it does too, or the failure itself. */
  async cause(failure: unknown): Promise<unknown> {
    if (this.lost !== null) return this.lost;
    const results = await Promise.allSettled(this.sent);
    return results.find((result) => result.status === 'rejected')?.reason ?? failure;
  }

  /** The commit is sent at once: where anything before it fails, it is a rollback. */
  async commit(): Promise<void> {
    this.open = false;
    this.send('COMMIT');
    await this.settled();
  }

  async rollback(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    await this.client.query('ROLLBACK');
  }

  async release(): Promise<void> {
    this.client.off('error', this.onLost);
    Object.assign(this.runner, { isTransactionActive: false, transactionDepth: 0 });
    await this.runner.release();
  }
}
