import type { EntityManager } from 'typeorm';
import type { Queryable } from '../reads/statement';

/** Something that is kept for so many days after it is over, and then deleted. */
export interface Forgettable {
  /** Whether there is anything of it that was over before a moment: mostly there is not, and no transaction need begin. */
  readonly due: (on: Queryable, before: Date, days: number) => Promise<boolean>;
  /** Deletes that. Answers the alliance of each thing; null for what is of none. */
  readonly forget: (
    manager: EntityManager,
    before: Date,
    days: number,
  ) => Promise<readonly { readonly allianceId: string | null }[]>;
}
