import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditLog } from '../../platform/audit';
import { LIMITS, networkOf, Turns } from '../../platform/budgets';
import { newId } from '../../platform/database/ids';
import { requestErrorOf } from '../../platform/errors/errors';
import { noteRefusal } from '../../platform/identity';
import type { SecurityLog } from '../../platform/observability/security-log';
import type { PublicKey } from '../../platform/sealing';

/** What anybody may hold the platform to (公开核验): keys of its seals, its log's head, and what proves that this continues an older one. */
export interface WellKnownSources {
  readonly keys: () => Promise<readonly PublicKey[]>;
  readonly auditLog: Pick<AuditLog, 'checkpoint' | 'continuationOf'>;
  readonly securityLog: SecurityLog;
}

interface Answer {
  readonly type: string;
  readonly text: string;
  /** For how many seconds it may be kept. */
  readonly maxAge: number;
}

/** By path; each answers with null what there is not. */
const ANSWERS: Readonly<Record<string, (from: WellKnownSources, query: URLSearchParams) => Promise<Answer | null>>> = {
  // RFC 7517
  '/.well-known/gongjian-keys.json': async ({ keys }) => ({
    type: 'application/jwk-set+json',
    text: JSON.stringify({ keys: (await keys()).map((key) => ({ ...key, use: 'sig', alg: 'EdDSA' })) }, null, 2),
    maxAge: 300,
  }),
  // C2SP tlog-checkpoint
  '/.well-known/gongjian/checkpoint': async ({ auditLog }) => {
    const note = await auditLog.checkpoint();
    return note === null ? null : { type: 'text/plain; charset=utf-8', text: note, maxAge: 1 };
  },
  '/.well-known/gongjian/consistency': async ({ auditLog }, query) => {
    const from = query.get('from') ?? '';
    const continuation = /^\d{1,15}$/.test(from) ? await auditLog.continuationOf(Number(from)) : null;
    return continuation === null
      ? null
      : { type: 'application/json', text: JSON.stringify(continuation, null, 2), maxAge: 1 };
  },
};

/** Answers these paths. */
export class WellKnown {
  /** Nobody need be signed in for a proof, which takes some dozens of short statements one after the other. */
  private readonly turns = new Turns({ atOnce: LIMITS.wellKnownAtOnce, waiting: LIMITS.wellKnownWaiting });

  constructor(private readonly sources: WellKnownSources) {}

  has(pathname: string): boolean {
    return Object.hasOwn(ANSWERS, pathname);
  }

  /** Any page may read the answer, and keep it for a while; `address` is where it goes to. */
  async answer(
    { pathname, search }: { readonly pathname: string; readonly search: string },
    address: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('x-content-type-options', 'nosniff');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const find = async (): Promise<Answer | null> =>
      (await ANSWERS[pathname]?.(this.sources, new URLSearchParams(search))) ?? null;
    const found = await this.turns.run(networkOf(address), find).catch((error: unknown) => {
      const known = requestErrorOf(error);
      if (known !== null) noteRefusal(this.sources.securityLog, known, { address, requestId: newId() });
      return undefined;
    });
    if (found === undefined || found === null) {
      response.writeHead(found === null ? 404 : 503, { 'cache-control': 'no-store' }).end();
      return;
    }
    const body = Buffer.from(found.text);
    response.writeHead(200, {
      'content-type': found.type,
      'cache-control': `public, max-age=${found.maxAge}`,
      'content-length': body.length,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }
}
