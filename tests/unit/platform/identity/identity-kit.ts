import type { MutationRequest } from '../../../../src/platform/writes/mutation';
import { IncomingMessage, type IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { DataSource } from 'typeorm';
import { anonymous, type Credential, type Viewer } from '../../../../src/platform/access/viewer';
import { openDataSource, poolOf, type EntityClasses } from '../../../../src/platform/database/data-source';
import type { Queryable } from '../../../../src/platform/reads/statement';
import {
  Identity,
  identityEntities,
  invitePerson,
  loadPrincipal,
  SessionCookies,
  withoutPrincipal,
} from '../../../../src/platform/identity';
import { signIn, type SessionAnswer } from '../../../../src/platform/identity/session/session.service';
import { createLogger } from '../../../../src/platform/observability/logger';
import { SecurityLog } from '../../../../src/platform/observability/security-log';
import { Sealer } from '../../../../src/platform/sealing';
import { isRefused, type Refusal } from '../../../../src/platform/writes/outcome';
import { validateInput } from '../../../../src/platform/writes/validation';
import { Workers } from '../../../../src/platform/workers';
import { NO_PAYLOAD, clientOf, Writer } from '../../../../src/platform/writes/writer';
import type { TestDatabase } from '../../../testkit/cluster';
import { AUTH_SECRET, SEAL_KEY } from '../../../testkit/keys';

export const ALLIANCE = '0193a000-0000-7000-8000-000000000001';

/** A request's head as node:http hands it over. */
export function incoming(headers: IncomingHttpHeaders = {}, method = 'POST', encrypted = false): IncomingMessage {
  const request = new IncomingMessage(Object.assign(new Socket(), { encrypted }));
  return Object.assign(request, { method, headers: { host: 'localhost:4000', ...headers } });
}

/** What a mutation came to: its service's answer, or why it was refused. */
export interface Answer {
  readonly userErrors: readonly Refusal[];
  readonly session?: SessionAnswer['session'];
  readonly [field: string]: unknown;
}

export interface Caller {
  readonly address?: string;
  readonly client?: string | null;
  readonly viewer?: Viewer;
  readonly headers?: IncomingHttpHeaders;
}

/** A request that performs services as the platform does, and keeps the cookies that it was told to set. */
export interface TestRequest extends MutationRequest {
  readonly sent: string[];
}

export interface IdentityKit {
  readonly source: DataSource;
  readonly identity: Identity;
  readonly faults: unknown[];
  /** What the owners of accounts were notified of. */
  readonly notices: readonly { readonly personId: string; readonly key: string }[];
  request(caller?: Caller): TestRequest;
  /** Whoever shows these headers. */
  viewerOf(headers: IncomingHttpHeaders): Promise<Viewer>;
  invite(name: string, email: string): Promise<{ personId: string; invitation: string }>;
  signIn(email: string, password: string, caller?: Caller): Promise<Answer>;
  rows<T>(text: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

const origins = { publicUrl: null, allowedOrigins: ['https://partner.example'], trustProxy: false };

/** The identity module on a database of its own, under the platform's real writer. */
export async function openIdentityKit(
  database: TestDatabase,
  more: { entities?: EntityClasses; oidc?: { issuer: string; audience: string } } = {},
): Promise<IdentityKit> {
  const others = Object.values(more.entities ?? []);
  const source = await openDataSource(database.identityUrl, [...identityEntities, ...others], 12);
  const faults: unknown[] = [];
  const notices: { personId: string; key: string }[] = [];
  const load = async (on: Queryable, credential: Credential): Promise<Viewer> => {
    const principal = await loadPrincipal(on, credential);
    if (principal === null) throw withoutPrincipal(credential);
    const { personId, rightsAsOf } = principal;
    return { personId, credential, expiresAt: null, rightsAsOf, parameters: { person: personId } };
  };
  const identity = new Identity({
    address: () => 'http://localhost',
    configuration: { ...origins, authSecret: AUTH_SECRET, oidc: more.oidc ?? null },
    pool: poolOf(source),
    loadViewer: (manager, credential) => load(clientOf(manager), credential),
    notify: async (_, notice) => void notices.push(notice),
    securityLog: new SecurityLog(createLogger('silent'), Buffer.alloc(32)),
    perform: async (service, origin) => {
      const viewer = await load(poolOf(source), { kind: 'none' });
      await writer.perform({ viewer, origin, repeatable: null }, service, {}, NO_PAYLOAD);
    },
    onFault: (fault) => faults.push(fault),
  });
  const writer = new Writer({
    connections: { writes: source, identity: source },
    mail: null,
    sealer: new Sealer({ authSecret: AUTH_SECRET, sealKey: SEAL_KEY }),
    workers: new Workers(),
    clock: () => new Date(),
    refreshViewer: (viewer, on = poolOf(source)) => load(on, viewer.credential),
    committed: async () => undefined,
  });

  const request: IdentityKit['request'] = ({
    address = '192.0.2.1',
    client = 'Firefox/130.0',
    viewer,
    headers,
  } = {}) => {
    const sent: string[] = [];
    const shown = viewer ?? anonymous;
    const origin = { requestId: 'test', address, client, locale: 'en' as const };
    return {
      identity,
      viewer: shown,
      origin,
      sent,
      cookies: SessionCookies.of(incoming(headers), origins),
      perform: async (service, input) => {
        const invalid = validateInput(input);
        if (invalid !== null) return { userErrors: invalid.refusals };
        const done = await writer.perform({ viewer: shown, origin, repeatable: null }, service, input, {
          isComputed: false,
          read: async (answer) =>
            JSON.stringify(isRefused(answer) ? { userErrors: answer.refusals } : { ...answer, userErrors: [] }),
        });
        sent.push(...done.cookies);
        return JSON.parse(done.text) as unknown;
      },
    };
  };

  return {
    source,
    identity,
    faults,
    notices,
    request,
    viewerOf: async (headers) => {
      const { credential, refused } = await identity.authenticator.authenticate(incoming(headers));
      if (refused !== null) throw refused;
      return load(poolOf(source), credential);
    },
    invite: (name, email) =>
      source.transaction((manager) =>
        invitePerson({ manager, now: new Date() }, { allianceId: ALLIANCE, name, email }),
      ),
    signIn: async (email, password, caller) => {
      const input = { email, password };
      const asked = request(caller);
      return (await asked.perform(await signIn(asked, input), input)) as Answer;
    },
    rows: async <T>(text: string, values: unknown[] = []) => (await poolOf(source).query(text, values)).rows as T[],
    close: async () => {
      await identity.settled();
      await source.destroy();
      await database.drop();
    },
  };
}
