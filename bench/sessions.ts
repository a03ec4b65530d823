import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { derivedKey } from '../src/platform/config';
import { AccessTokens } from '../src/platform/identity/session/access-tokens';
import { BENCH_SECRET } from './gongjian';

/** Begins a session of somebody's; its access token, which lasts for a day. */
export async function beginSession(client: Client, personId: string): Promise<string> {
  const sessionId = randomUUID();
  await client.query(
    `insert into sessions (id, person_id, started_at, last_used_at, expires_at, place) values ($1, $2, now(), now(), now() + interval '1 day', 'bench')`,
    [sessionId, personId],
  );
  const tokens = new AccessTokens(derivedKey(BENCH_SECRET, 'access token'));
  const expiresAt = new Date(Date.now() + 86_400_000);
  return (await tokens.issue({ personId, sessionId, expiresAt }, new Date())).text;
}

/** Somebody who is signed in. */
export interface Person {
  readonly id: string;
  readonly token: string;
}

export async function plantPerson(client: Client, name: string): Promise<Person> {
  const id = randomUUID();
  await client.query(
    `insert into persons (id, name, email, password_hash, created_at) values ($1, $2, $3, '-', now())`,
    [id, name, `${id}@bench.example`],
  );
  return { id, token: await beginSession(client, id) };
}
