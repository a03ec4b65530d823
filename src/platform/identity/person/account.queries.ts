import { In, IsNull, Not, type EntityManager } from 'typeorm';
import type { Queryable } from '../../reads/statement';
import type { WriteTransaction } from '../../writes/transaction';
import { Person } from './person.entity';
import { SignedInSession } from '../session/session.entity';

/** A person who can sign in. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly mustChangePassword: boolean;
  readonly disabled: boolean;
  /** Whether the person has signed in from this place before. */
  readonly familiar: boolean;
}

/** The account with this address, in whatever case. */
export async function accountByEmail(on: Queryable, email: string, place: string): Promise<Account | null> {
  const {
    rows: [account],
  } = await on.query<Account>({
    name: 'account-by-email',
    text: `
      select
        p.id,
        p.email,
        p.password_hash as "passwordHash",
        p.must_change_password as "mustChangePassword",
        p.disabled_at is not null as disabled,
        exists (
          select
          from sessions s
          where s.person_id = p.id
            and s.place = $2
        ) as familiar
      from persons p
      where lower(p.email) = $1`,
    values: [email.toLowerCase(), place],
  });
  return account ?? null;
}

/** The address that a person signs in with; null when they have none. */
export async function emailOf(on: Queryable, personId: string): Promise<string | null> {
  const {
    rows: [row],
  } = await on.query<{ email: string | null }>({
    name: 'email-of-person',
    text: 'select email from persons where id = $1',
    values: [personId],
  });
  return row?.email ?? null;
}

/**
 * Whether the password that was verified before the transaction is still the account's. It stays so until the
 * transaction's end: a change of password waits, and then ends the session that is being opened here.
 */
export async function keepsPassword(manager: EntityManager, account: Account): Promise<boolean> {
  const rows: unknown[] = await manager.query(
    'select id from persons where id = $1 and password_hash = $2 and disabled_at is null for share',
    [account.id, account.passwordHash],
  );
  return rows.length > 0;
}

/**
 * Stamps the person and has open sockets looked at again. Comes before changes to what is theirs, so that locks are
 * taken in one order.
 */
export async function rightsChanged(transaction: WriteTransaction, personId: string): Promise<void> {
  await transaction.manager.update(Person, { id: personId }, { accessChangedAt: transaction.now });
  transaction.accessChanged({ personId });
}

/** Ends those of a person's sessions that are open: some of them, all but one, or all. */
export async function endSessions(
  transaction: WriteTransaction,
  personId: string,
  which: { oneOf: readonly string[] } | { allBut: string } | 'all',
): Promise<void> {
  const among = which === 'all' ? {} : { id: 'oneOf' in which ? In(which.oneOf) : Not(which.allBut) };
  await rightsChanged(transaction, personId);
  const open = { ...among, personId, endedAt: IsNull() };
  await transaction.manager.update(SignedInSession, open, { endedAt: transaction.now });
}
