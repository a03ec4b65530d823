import type { IncomingMessage, ServerResponse } from 'node:http';
import { LIMITS, type Bodies, type Body } from '../../platform/budgets';
import type { BodySize } from '../../platform/execution/input-sizes';
import { crowded, ErrorCode, RequestError } from '../../platform/errors/errors';

/** A body as far as it is of use: JSON, or nothing. */
export interface ReceivedBody {
  readonly value: unknown;
  /** Gives its memory back, once the request is answered. */
  release(): void;
}

const JSON_TYPE = /^application\/(graphql-response\+)?json *(;|$)/i;
const NO_BODY: ReceivedBody = { value: undefined, release: () => undefined };

/** Whether a request has a body, read or not. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Whether something of a request's body has not been read, so that its connection cannot serve another request. */
export function isUnread(request: IncomingMessage): boolean {
  return hasBody(request) && !request.complete;
}

/**
 * Reads a body that can be JSON; any other is left where it is.
 * @throws RequestError TOO_LARGE (413) as soon as it is known to be; REQUEST_TIMEOUT (408); UNAVAILABLE (503) when its memory
 * is needed for others; BAD_USER_INPUT when it is compressed (415) or no JSON (400)
 */
export async function receiveBody(
  bodies: Bodies,
  address: string,
  size: BodySize,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<ReceivedBody> {
  const { headers } = request;
  if (request.method !== 'POST' || !JSON_TYPE.test(headers['content-type'] ?? '')) return NO_BODY;
  if (!/^(identity)?$/i.test(headers['content-encoding'] ?? ''))
    throw new RequestError(ErrorCode.badUserInput, 'errors.bodyEncoding', {}, null, 415);
  if (Number(headers['content-length'] ?? 0) > size.max) throw tooLarge(size);
  if (/^100-continue$/i.test(headers.expect ?? '')) response.writeContinue();
  const milliseconds = size.max > LIMITS.bodyBytes ? LIMITS.largeBodyMilliseconds : LIMITS.bodyMilliseconds;
  const { bytes, release } = await arrived(request, size, (end) => bodies.begin(address, milliseconds, end));
  try {
    return { value: JSON.parse(bytes.toString('utf8')), release };
  } catch {
    release();
    throw notJson();
  }
}

/** All bytes of a body. What is held of it is one piece, which grows: a body that comes byte by byte would be a heap of pieces. */
async function arrived(
  request: IncomingMessage,
  size: BodySize,
  begin: (end: Parameters<Bodies['begin']>[2]) => Body,
): Promise<{ readonly bytes: Buffer; release(): void }> {
  const { max } = size;
  return new Promise((resolve, reject) => {
    let held = Buffer.alloc(0);
    let length = 0;
    const settle = (): void => {
      request.off('data', more).off('end', complete).off('close', gone).off('error', gone);
      // an error that comes later is of nobody's interest
      request.on('error', () => undefined);
    };
    const refuse = (error: RequestError): void => {
      settle();
      request.pause();
      held = Buffer.alloc(0);
      body.release();
      reject(error);
    };
    const more = (chunk: Buffer): void => {
      const needed = length + chunk.length;
      if (needed > max) return refuse(tooLarge(size));
      if (needed > held.length) {
        const larger = Buffer.allocUnsafeSlow(length === 0 ? needed : Math.min(Math.max(needed, 2 * held.length), max));
        held.copy(larger, 0, 0, length);
        const grown = larger.length - held.length;
        held = larger;
        body.holds(grown);
      }
      chunk.copy(held, length);
      length = needed;
    };
    const complete = (): void => {
      settle();
      body.received();
      resolve({ bytes: held.subarray(0, length), release: () => body.release() });
    };
    const gone = (): void => refuse(notJson());
    const body = begin((why) =>
      refuse(why === 'late' ? new RequestError(ErrorCode.timedOut, 'errors.bodyLate', {}, null, 408) : crowded()),
    );
    request.on('data', more).on('end', complete).on('close', gone).on('error', gone);
  });
}

function tooLarge({ max, scopes }: BodySize): RequestError {
  const key = scopes.length === 0 ? 'errors.bodyTooLarge' : 'errors.bodyTooLargeForToken';
  return new RequestError(ErrorCode.tooLarge, key, { max, scopes }, null, 413);
}

function notJson(): RequestError {
  return new RequestError(ErrorCode.badUserInput, 'errors.bodyNotJson', {}, null, 400);
}
