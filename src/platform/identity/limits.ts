import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf, TRIES } from '../budgets';
import { refuse, type Refused } from '../writes/outcome';
import type { Origin } from '../writes/transaction';

/**
 * What may fail before tries are refused. Successes are given back, so they never add up.
 * `triesAtPlace` is one account from one network: strict. `triesAtAccount` is one account from anywhere: loose, and not
 * asked of whoever comes from a place where the owner has signed in before, so that strangers cannot lock the owner out.
 */
type LimitName = keyof typeof TRIES;

/** Limits on tries with secrets, kept in the database and so shared by every server process. */
export class Limits {
  private readonly limiters: Readonly<Record<LimitName, RateLimiterPostgres>>;

  constructor(
    pool: Pool,
    private readonly key: Buffer,
    /** Called when a network has reached a limit that is its own; those of accounts are incidents. */
    private readonly reached: (limit: string, address: string) => void = () => undefined,
  ) {
    const limiter = (name: LimitName, clearsUp = false): RateLimiterPostgres =>
      new RateLimiterPostgres({
        storeClient: pool,
        storeType: 'pool',
        tableName: 'rate_limits',
        tableCreated: true,
        keyPrefix: name,
        clearExpiredByTimeout: clearsUp,
        points: TRIES[name].max,
        duration: TRIES[name].seconds,
      });
    this.limiters = {
      // one of them clears the table that they share
      triesAtPlace: limiter('triesAtPlace', true),
      triesAtAccount: limiter('triesAtAccount'),
      triesFromNetwork: limiter('triesFromNetwork'),
      refreshesFromNetwork: limiter('refreshesFromNetwork'),
      triesWithCode: limiter('triesWithCode'),
      submissionsFromNetwork: limiter('submissionsFromNetwork'),
      resetsFromNetwork: limiter('resetsFromNetwork'),
      resetsOfAccount: limiter('resetsOfAccount'),
    };
  }

  /** Begins a try from an address. Must not run inside a transaction: a refusal would take its traces back. */
  attempt({ address, noteQuota }: Pick<Origin, 'address' | 'noteQuota'>): Attempt {
    return new Attempt(this.limiters, this.key, networkOf(address), (limit) => this.reached(limit, address), noteQuota);
  }
}

/** One try: what it took from each limit, once from each, to be given back when it succeeds. */
export class Attempt {
  private readonly taken: { name: LimitName; key: string }[] = [];

  constructor(
    private readonly limiters: Readonly<Record<LimitName, RateLimiterPostgres>>,
    private readonly key: Buffer,
    private readonly network: string,
    private readonly reached: (limit: string) => void,
    private readonly noteQuota: Origin['noteQuota'],
  ) {}

  /** By the address alone. */
  async fromAddress(): Promise<Refused<never> | null> {
    return this.byNetwork('triesFromNetwork', this.hashed('address', this.network));
  }

  async submitting(): Promise<Refused<never> | null> {
    return this.byNetwork('submissionsFromNetwork', this.hashed('submission', this.network));
  }

  /** By the network, then by the account that a mail is asked for, whether there is one or not. Success counts too. */
  async resetting(email: string): Promise<Refused<never> | null> {
    return (
      (await this.byNetwork('resetsFromNetwork', this.hashed('reset', this.network))) ??
      this.take('resetsOfAccount', this.hashed('reset of', email.toLowerCase()))
    );
  }

  async refreshing(): Promise<Refused<never> | null> {
    return this.byNetwork('refreshesFromNetwork', this.hashed('refresh', this.network));
  }

  /** By the account and the address together. Whether there is such an account makes no difference. */
  async atPlace(email: string): Promise<Refused<never> | null> {
    return this.take('triesAtPlace', this.place(email));
  }

  /** By the account alone. */
  async atAccount(email: string): Promise<Refused<never> | null> {
    return this.take('triesAtAccount', this.hashed('account', email.toLowerCase()));
  }

  /** By the person and what the code is for, wherever the person is: a short code is guessed where tries add up apart. */
  async withCode(personId: string, purpose: string): Promise<Refused<never> | null> {
    return this.take('triesWithCode', this.hashed('code', `${personId}\n${purpose}`));
  }

  /** A keyed hash of the account and the address. */
  place(email: string): string {
    return this.hashed('place', `${email.toLowerCase()}\n${this.network}`);
  }

  async succeeded(): Promise<void> {
    for (const { name, key } of this.taken.splice(0)) this.note(name, await this.limiters[name].reward(key, 1));
  }

  private async byNetwork(name: LimitName, key: string): Promise<Refused<never> | null> {
    const refused = await this.take(name, key);
    if (refused !== null) this.reached(name);
    return refused;
  }

  private async take(name: LimitName, key: string): Promise<Refused<never> | null> {
    if (this.taken.some((taken) => taken.name === name && taken.key === key)) return null;
    try {
      this.note(name, await this.limiters[name].consume(key, 1));
      this.taken.push({ name, key });
      return null;
    } catch (over) {
      if (!(over instanceof RateLimiterRes)) throw over;
      this.note(name, over, true);
      const minutes = Math.max(1, Math.ceil(over.msBeforeNext / 60_000));
      return refuse('RATE_LIMITED', 'identity.tooManyTries', null, { minutes });
    }
  }

  /** What is left for tries of this network. What is left for an account would say how others have tried. */
  private note(name: LimitName, { remainingPoints, msBeforeNext }: RateLimiterRes, exceeded = false): void {
    if ((name === 'triesAtAccount' || name === 'resetsOfAccount') && !exceeded) return;
    const { max, seconds } = TRIES[name];
    const time = { seconds, left: Math.ceil(Math.max(0, msBeforeNext) / 1_000) };
    this.noteQuota?.({ name, max, left: Math.min(max, remainingPoints), time, exceeded });
  }

  /** The table holds neither addresses nor accounts, and they cannot be guessed from it. */
  private hashed(purpose: string, text: string): string {
    return createHmac('sha256', this.key).update(`${purpose}\n${text}`).digest('base64url');
  }
}
