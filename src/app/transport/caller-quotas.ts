import type { ServerResponse } from 'node:http';
import type { Quota } from '../../platform/budgets';

/**
 * What a caller has of the limits that a request drew on, in the fields of draft-ietf-httpapi-ratelimit-headers: they name
 * several limits at once, each with its own unit and time, which `x-ratelimit-*` cannot.
 */
export class CallerQuotas {
  private readonly quotas = new Map<string, Quota>();

  /** The last that is said of a limit counts. */
  readonly note = (quota: Quota): void => void this.quotas.set(quota.name, quota);

  write(response: ServerResponse): void {
    const quotas = [...this.quotas.values()];
    if (quotas.length === 0) return;
    response.setHeader('ratelimit-policy', quotas.map(policyOf).join(', '));
    response.setHeader('ratelimit', quotas.map(stateOf).join(', '));
    const waits = quotas.flatMap(({ exceeded, time }) => (exceeded && time !== undefined ? [time.left] : []));
    if (waits.length > 0) response.setHeader('retry-after', Math.max(...waits));
  }
}

export function policyOf({ name, max, time }: Quota): string {
  return `"${name}";q=${max}${time === undefined ? ';qu="concurrent-requests"' : `;w=${time.seconds}`}`;
}

export function stateOf({ name, left, time }: Quota): string {
  return `"${name}";r=${left}${time === undefined ? '' : `;t=${time.left}`}`;
}
