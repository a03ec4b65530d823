import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto';
import { derivedKey, type Configuration } from '../config';
import type { Queryable } from '../reads/statement';
import { decrypted, encrypted } from './cipher';
import { know } from './known-seals';
import { publicKey, type PublicKey, type Seal } from './seal.rules';

/** A public key that somebody put into the database, and what is to vouch for it, in hexadecimal. */
export interface KeyRow {
  readonly x: string;
  readonly endorsement: string;
}

/** All that are there, oldest first, in SQL: a JSON list, so that other statements can read them too. */
export const KEY_ROWS = `(
  select coalesce(json_agg(json_build_object('x', x, 'endorsement', encode(endorsement, 'hex')) order by since, id), '[]')
  from seal_keys
)`;

/**
 * Seals texts with the server's key, and knows the keys of all seals that were ever made here. A public key is kept in
 * the database with what vouches for it: a MAC under a key that only servers have, and a signature by the seal key of the
 * time. Either will do, so that the installation's secret may change, and its seal key, one after the other; a key that
 * somebody puts there by SQL has neither, and is none.
 */
export class Sealer {
  readonly key: PublicKey;
  private readonly privateKey: KeyObject;
  private readonly publicHalf: KeyObject;
  private readonly endorsing: Buffer;
  private readonly enclosing: Buffer;
  /** Endorsements that hold: only servers of this installation make such, so there are few. */
  private readonly endorsed = new Set<string>();

  constructor({ sealKey, authSecret }: Pick<Configuration, 'sealKey' | 'authSecret'>) {
    this.privateKey = createPrivateKey(sealKey);
    this.publicHalf = createPublicKey(this.privateKey);
    this.key = publicKey(String(this.publicHalf.export({ format: 'jwk' }).x));
    this.endorsing = derivedKey(authSecret, 'seal keys');
    this.enclosing = derivedKey(authSecret, 'enclosed secrets');
  }

  seal(text: string): Seal {
    const seal = {
      keyId: this.key.kid,
      signature: sign(null, Buffer.from(text), this.privateKey).toString('base64url'),
    };
    know(text, seal, this.key);
    return seal;
  }

  /** A secret that the database keeps and only servers can open: whoever has the database alone cannot. */
  enclose(secret: Buffer, about: string): Buffer {
    return encrypted(secret, this.enclosing, about);
  }

  /** The secret; null where it was enclosed by another installation's servers, or before its secret was changed. */
  open(enclosed: Buffer, about: string): Buffer | null {
    try {
      return decrypted(enclosed, this.enclosing, about);
    } catch {
      return null;
    }
  }

  /** Makes the key known, so that its seals can be checked when another has taken its place, and vouches for those before it. */
  async introduce(database: Queryable): Promise<void> {
    for (const { kid, x } of await this.keys(database)) {
      await database.query(
        `insert into seal_keys (id, x, endorsement, since)
         select $1, $2, endorsement, coalesce((select min(since) from seal_keys where id = $1), now())
         from unnest($3::bytea[]) as endorsement
         on conflict (id, endorsement) do nothing`,
        [kid, x, [this.macOf(x), sign(null, endorsedText(x), this.privateKey)]],
      );
    }
  }

  /** The keys whose seals hold, oldest first: this server's, and all that servers of this installation introduced. */
  async keys(database: Queryable): Promise<PublicKey[]> {
    const { rows } = await database.query<{ keys: KeyRow[] }>({
      name: 'seal-keys',
      text: `select ${KEY_ROWS} as keys`,
    });
    return this.trusted(rows[0]?.keys ?? []);
  }

  /** The same, of what a statement read. */
  trusted(rows: readonly KeyRow[]): PublicKey[] {
    const known = new Map<string, PublicKey>();
    for (const row of rows) {
      const key = publicKey(row.x);
      if (!known.has(key.kid) && this.isEndorsed(row)) known.set(key.kid, key);
    }
    return [...known.set(this.key.kid, this.key).values()];
  }

  /** Whether a key of this server vouches for another one. */
  isEndorsed({ x, endorsement }: KeyRow): boolean {
    const row = `${x} ${endorsement}`;
    if (this.endorsed.has(row)) return true;
    const bytes = Buffer.from(endorsement, 'hex');
    const holds = equal(bytes, this.macOf(x)) || verify(null, endorsedText(x), this.publicHalf, bytes);
    if (holds) this.endorsed.add(row);
    return holds;
  }

  private macOf(x: string): Buffer {
    return createHmac('sha256', this.endorsing).update(x).digest();
  }
}

function endorsedText(x: string): Buffer {
  return Buffer.from(`gongjian key ${x}`);
}

function equal(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
