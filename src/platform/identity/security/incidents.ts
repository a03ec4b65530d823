import { LIMITS } from '../../budgets';
import { globalId } from '../../database/ids';
import type { SecurityLog } from '../../observability/security-log';
import type { Origin, Service } from '../../writes/transaction';

/** What happens to an account at the hands of whoever is not signed in to it. */
export type Incident = 'sign_in_failed' | 'limit_reached';

interface Waiting {
  readonly incident: Incident;
  readonly email: string;
  readonly origin: Origin;
  times: number;
}

export interface IncidentsDependencies {
  readonly log: SecurityLog;
  /** Performs a service of the platform's own, beside requests. */
  readonly perform: (service: Service<object, object>, origin: Origin) => Promise<void>;
  readonly onFault: (fault: unknown) => void;
}

/**
 * Incidents of accounts, logged, counted and audited beside the requests that they come from: whether there is such an
 * account makes no difference to how long an answer takes. One after the other, and those that come meanwhile for the same
 * account as one, so that a flood costs a transaction at a time.
 */
export class Incidents {
  private readonly waiting = new Map<string, Waiting>();
  private working: Promise<void> = Promise.resolve();

  constructor(private readonly dependencies: IncidentsDependencies) {}

  /** Takes an incident on and does not wait for it to be written. */
  note(incident: Incident, email: string, origin: Origin): void {
    const key = `${incident} ${email.toLowerCase()}`;
    const known = this.waiting.get(key);
    if (known !== undefined) known.times += 1;
    else if (this.waiting.size >= LIMITS.incidentsWaiting) this.dependencies.log.note(incident, origin);
    else {
      this.waiting.set(key, { incident, email, origin, times: 1 });
      this.working = this.working.then(() => this.write(key)).catch(this.dependencies.onFault);
    }
  }

  /** Waits for what is still being written. */
  async settled(): Promise<void> {
    await this.working;
  }

  private async write(key: string): Promise<void> {
    const waiting = this.waiting.get(key);
    this.waiting.delete(key);
    if (waiting === undefined) return;
    const { incident, email, origin, times } = waiting;
    let person: string | null = null;
    const count: Service<object, object> = async (transaction) => {
      const [row] = await transaction.manager.query<{ personId: string; count: number }[]>(COUNT, [
        email.toLowerCase(),
        incident,
        transaction.now,
        times,
      ]);
      if (row === undefined) return {};
      person = row.personId;
      if (isWorthAnEntry(row.count - times, row.count)) {
        transaction.audit({
          allianceId: null,
          action: incident,
          subject: globalId('person', row.personId),
          details: { thisHour: row.count },
        });
      }
      return {};
    };
    try {
      await this.dependencies.perform(count, origin);
    } finally {
      const { address, requestId } = origin;
      this.dependencies.log.note(incident, { address, requestId, times, ...(person === null ? {} : { person }) });
    }
  }
}

const COUNT = `
  insert into security_incidents as incident (person_id, event, hour, count)
  select id, $2, date_trunc('hour', $3::timestamptz), $4
  from persons
  where lower(email) = $1
  on conflict (person_id, event, hour) do update set count = incident.count + excluded.count
  returning person_id as "personId", count`;

/** The first of an hour, the tenth, the hundredth and so on: a stranger may go on for ever, and fills no audit log. */
export function isWorthAnEntry(before: number, now: number): boolean {
  return before === 0 || Math.floor(Math.log10(now)) > Math.floor(Math.log10(before));
}
