import { generateKeyPairSync, randomUUID } from 'node:crypto';
import pg from 'pg';
import { globalId, newId } from '../../src/platform/database/ids';
import { AccessTokens } from '../../src/platform/identity/session/access-tokens';
import { derivedKey } from '../../src/platform/config';
import { newSecret, SecretKind } from '../../src/platform/identity/secrets';
import { fetchData } from './graphql';

/** What servers of tests sign with, in this process and in others. */
export const AUTH_SECRET = 'a secret for tests, and for nothing else';
/** What servers of this test seal with, in this process and in others. */
export const SEAL_KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export type Role = 'SECRETARIAT' | 'ORGANISER' | 'OBSERVER';

/** Somebody with an account, and signed in. */
export interface Somebody {
  readonly id: string;
  readonly sessionId: string;
  /** An access token of ten minutes. */
  readonly token: string;
}

export interface UserErrorShown {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
}

/** Input of `scheduleMeeting` that a test cares about. */
export interface MeetingWanted {
  readonly title?: string;
  readonly visibility?: 'PUBLIC' | 'MEMBERS' | 'CLOSED';
  readonly startsAt?: string;
  readonly inviteUnitIds?: readonly string[];
  readonly quorum?: number;
  readonly draft?: boolean;
  readonly guests?: readonly { name: string; capacity: string }[];
  readonly agenda?: readonly Readonly<Record<string, unknown>>[];
}

/**
 * An alliance with people in it, for tests of what goes on in its meetings. People, units and roles are planted by
 * SQL; everything that happens to meetings goes through the API.
 */
export class Hall {
  private constructor(
    private readonly database: { readonly ownerUrl: string },
    readonly allianceId: string,
    /** Runs every meeting. */
    readonly organiser: Somebody,
    readonly secretariat: Somebody,
    private readonly url: () => string,
  ) {}

  /** @param url of the server that the calls go to; may name another one each time */
  static async open(database: { readonly ownerUrl: string }, url: string | (() => string)): Promise<Hall> {
    const allianceId = newId();
    await owner(database, 'insert into alliances (id, slug, name) values ($1, $2, $3)', [
      allianceId,
      `hall-${randomUUID()}`,
      '青枫联合会',
    ]);
    const nobody = { id: '', sessionId: '', token: '' };
    const bare = new Hall(database, globalId('alliance', allianceId), nobody, nobody, () => '');
    const organiser = await bare.person('组织员', ['ORGANISER']);
    const secretariat = await bare.person('秘书处', ['SECRETARIAT']);
    return new Hall(database, bare.allianceId, organiser, secretariat, typeof url === 'string' ? () => url : url);
  }

  /** Runs SQL as the owner of the database, beside all rules. */
  sql<T extends object = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> {
    return owner<T>(this.database, text, values);
  }

  /** A new person of the alliance, signed in, with these roles and in these units. */
  async person(name: string, roles: readonly Role[] = [], unitIds: readonly string[] = []): Promise<Somebody> {
    const id = newId();
    const sessionId = newId();
    const alliance = rowId(this.allianceId);
    await this.sql(
      `with person as (insert into persons (id, name, email, password_hash, created_at) values ($1, $2, $7, '-', now())),
         known as (insert into alliance_people (alliance_id, person_id, since) values ($3, $1, now())),
         role as (insert into alliance_roles (alliance_id, id, person_id, role, since)
           select $3, gen_random_uuid(), $1, role, now() from unnest($4::text[]) role),
         unit as (insert into unit_roles (alliance_id, id, person_id, unit_id, role, since)
           select $3, gen_random_uuid(), $1, unit, 'REPRESENTATIVE', now() from unnest($5::uuid[]) unit)
       insert into sessions (id, person_id, created_at, expires_at, place) values ($6, $1, now(), now() + interval '1 day', 'hall')`,
      [id, name, alliance, roles, unitIds.map(rowId), sessionId, `${id}@hall.example`],
    );
    const person = { id: globalId('person', id), sessionId };
    return { ...person, token: await this.accessToken(person, new Date()) };
  }

  /** An access token of somebody's session, issued at this moment: good for ten minutes. */
  async accessToken(of: Pick<Somebody, 'id' | 'sessionId'>, at: Date): Promise<string> {
    const tokens = new AccessTokens(derivedKey(AUTH_SECRET, 'access token'));
    return (await tokens.issue({ personId: rowId(of.id), sessionId: of.sessionId }, at)).text;
  }

  /** A new active unit. */
  async unit(name: string): Promise<string> {
    const id = newId();
    await this.sql(
      `insert into member_units (alliance_id, id, name, kind, affiliation, status) values ($1, $2, $3, 'SCHOOL', 'NONE', 'ACTIVE')`,
      [rowId(this.allianceId), id, name],
    );
    return globalId('unit', id);
  }

  /** An API token of somebody's, good for so many milliseconds. */
  async apiToken(of: Somebody, scopes: readonly string[], lasts = 3_600_000): Promise<{ id: string; secret: string }> {
    const id = newId();
    const secret = newSecret(SecretKind.apiToken);
    await this.sql(
      `insert into api_tokens (id, person_id, name, hash, scopes, created_at, expires_at) values ($1, $2, 'token', $3, $4, now(), $5)`,
      [id, rowId(of.id), secret.hash, scopes, new Date(Date.now() + lasts)],
    );
    return { id: globalId('apiToken', id), secret: secret.text };
  }

  /** A meeting that the organiser scheduled. */
  async meeting(wanted: MeetingWanted = {}): Promise<string> {
    const payload = await this.call<{ meeting: { id: string } }>(
      this.organiser,
      'scheduleMeeting',
      {
        allianceId: this.allianceId,
        kind: 'JOINT',
        title: '联席会议',
        startsAt: '2026-11-23T01:00:00Z',
        visibility: 'PUBLIC',
        inviteUnitIds: [],
        ...wanted,
      },
      'meeting { id }',
    );
    return payload.meeting.id;
  }

  /** Adds an item and answers its id. */
  async item(
    meetingId: string,
    item: Readonly<Record<string, unknown>>,
    place: { parentId?: string; afterItemId?: string | null } = {},
  ): Promise<string> {
    const payload = await this.call<{ item: { id: string } }>(
      this.organiser,
      'addAgendaItem',
      {
        meetingId,
        ...place,
        item: { kind: 'REPORT', title: '议题', ...item },
      },
      'item { id }',
    );
    return payload.item.id;
  }

  /** Performs a mutation that must succeed. */
  async call<P = unknown>(
    by: Somebody,
    mutation: string,
    input: Readonly<Record<string, unknown>> | null,
    select = '__typename',
  ): Promise<P> {
    const { userErrors, ...payload } = await this.attempt<P>(by, mutation, input, select);
    if (userErrors.length > 0) throw new Error(`${mutation}: ${JSON.stringify(userErrors)}`);
    return payload as P;
  }

  /** Performs a mutation that may be refused. */
  async attempt<P>(
    by: Pick<Somebody, 'token'>,
    mutation: string,
    input: Readonly<Record<string, unknown>> | null,
    select = '__typename',
    language = 'en',
  ): Promise<P & { userErrors: UserErrorShown[] }> {
    const type = `${mutation[0]?.toUpperCase() ?? ''}${mutation.slice(1)}Input!`;
    const [declared, given] = input === null ? ['', ''] : [`($input: ${type})`, '(input: $input)'];
    const data = await this.query<{ done: P & { userErrors: UserErrorShown[] } }>(
      by.token,
      `mutation${declared} { done: ${mutation}${given} { ${select} userErrors { code message path } } }`,
      input === null ? {} : { input },
      this.url(),
      { 'accept-language': language },
    );
    return data.done;
  }

  /** Asks a server; throws when the answer has errors. */
  query<D>(
    token: string | null,
    query: string,
    variables: object = {},
    url = this.url(),
    headers: Readonly<Record<string, string>> = {},
  ): Promise<D> {
    return fetchData<D>(url, { query, variables, token, headers });
  }

  /** The meeting's last revision, whoever may see what came with it. */
  async revision(meetingId: string): Promise<number> {
    const [row] = await this.sql<{ revision: number }>('select revision from joint_meetings where id = $1', [
      rowId(meetingId),
    ]);
    return row?.revision ?? 0;
  }
}

/** The row id in a global id. */
export function rowId(id: string): string {
  return id.slice(id.lastIndexOf('_') + 1);
}

/** Connections by the owner's login, one pool for each database of this process; they go when nobody asks for a while. */
const owners = new Map<string, pg.Pool>();

async function owner<T extends object>(
  { ownerUrl }: { readonly ownerUrl: string },
  text: string,
  values: unknown[],
): Promise<T[]> {
  let pool = owners.get(ownerUrl);
  if (pool === undefined) {
    pool = new pg.Pool({ connectionString: ownerUrl, max: 4, idleTimeoutMillis: 2_000, allowExitOnIdle: true });
    // the database is dropped while connections to it rest here
    pool.on('error', () => undefined);
    owners.set(ownerUrl, pool);
  }
  return (await pool.query<T>(text, values)).rows;
}
