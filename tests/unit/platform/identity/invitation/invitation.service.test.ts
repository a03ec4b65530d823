/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Person, createAdministrator, handOver } from '../../../../../src/platform/identity';
import { acceptInvitation } from '../../../../../src/platform/identity/invitation/invitation.service';
import { anonymous } from '../../../../../src/platform/access/viewer';
import { withSession } from '../../../../../src/platform/database/cluster/session';
import { createTestDatabase } from '../../../../testkit/cluster';
import { PASSWORD } from '../../../../testkit/keys';
import { ALLIANCE, openIdentityKit, type Answer, type Caller, type IdentityKit } from '../identity-kit';

/** Something of a higher module that belongs to people, once to each in a place. */
@Entity('badges')
class Badge {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('text') label!: string;
  @PrimaryColumn('uuid') holderId!: string;
  @ManyToOne(() => Person) @JoinColumn({ name: 'holder_id' }) holder!: Person;
  @Column('uuid', { nullable: true }) givenById!: string | null;
  @ManyToOne(() => Person) @JoinColumn({ name: 'given_by_id' }) givenBy!: Person | null;
}

/** Something that may never change, as the audit log: it names people without a foreign key. */
@Entity('remarks')
class Remark {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') authorId!: string;
  @ManyToOne(() => Person, { createForeignKeyConstraints: false }) @JoinColumn({ name: 'author_id' }) author!: Person;
}

let kit: IdentityKit;
beforeAll(async () => {
  const database = await createTestDatabase();
  await withSession(database.ownerUrl, (session) =>
    session.query(`
    create table badges (alliance_id uuid, label text,
      holder_id uuid references persons (id), given_by_id uuid references persons (id),
      primary key (alliance_id, label, holder_id));
    create table remarks (id uuid primary key, author_id uuid not null);
    grant select, insert, update, delete on badges to gongjian_server;
    grant select, insert on remarks to gongjian_server`),
  );
  kit = await openIdentityKit(database, { entities: [Badge, Remark] });
});
afterAll(() => kit.close());

const accept = async (invitation: string, password = PASSWORD, caller?: Caller): Promise<Answer> => {
  const request = kit.request(caller);
  const input = { invitation, password };
  return (await request.perform(await acceptInvitation(request, input), input)) as Answer;
};
const notInvited = { userErrors: [{ code: 'INVALID', key: 'identity.invitationInvalid', path: ['invitation'] }] };
const notThisPassword = [
  {
    code: 'INVALID',
    key: 'identity.invitationPassword',
    path: ['password'],
    parameters: { min: 10, max: 200 },
  },
];
let addresses = 0;
const newEmail = (): string => {
  addresses += 1;
  return `invited-${addresses}@demo.example`;
};
const person = async (id: string) =>
  (await kit.rows('select name, email, locale, administrator from persons where id = $1', [id]))[0];

describe('an invitation', () => {
  it('makes a pending person without an address, and an account once it is accepted', async () => {
    const email = newEmail();
    const { personId, invitation } = await kit.invite('  李新 ', email);
    expect(invitation).toMatch(/^gji_[\w-]{43}$/);
    expect(await person(personId)).toEqual({ name: '李新', email: null, locale: null, administrator: false });
    const { session, userErrors } = await accept(invitation);
    expect(userErrors).toEqual([]);
    expect(session).toMatchObject({ viewer: personId, mustChangePassword: false });
    expect(await person(personId)).toEqual({ name: '李新', email, locale: 'en', administrator: false });
    expect((await kit.signIn(email, PASSWORD)).session?.viewer).toBe(personId);
    const [entry] = await kit.rows(
      `select alliance_id, action, details from audit_entries where subject = $1 and action = 'acceptInvitation'`,
      [`person_${personId}`],
    );
    expect(entry).toMatchObject({ alliance_id: ALLIANCE, details: { invited: `person_${personId}` } });
  });

  it('is good once', async () => {
    const { invitation } = await kit.invite('李新', newEmail());
    expect((await accept(invitation)).userErrors).toEqual([]);
    expect(await accept(invitation)).toMatchObject(notInvited);
  });

  it('is taken up by one of twenty who come with it at once', async () => {
    const email = newEmail();
    const { invitation } = await kit.invite('李新', email);
    // all with their passwords hashed, so that it is the transactions that meet
    const ready = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const request = kit.request();
        const input = { invitation, password: `the password of number ${index}` };
        const service = await acceptInvitation(request, input);
        return async () => (await request.perform(service, input)) as Answer;
      }),
    );
    const answers = await Promise.all(ready.map((go) => go()));
    const won = answers.findIndex((answer) => answer.userErrors.length === 0);
    expect(answers.filter((answer) => answer.userErrors.length === 0)).toHaveLength(1);
    for (const [index, answer] of answers.entries()) if (index !== won) expect(answer).toMatchObject(notInvited);
    expect((await kit.signIn(email, `the password of number ${won}`)).userErrors).toEqual([]);
    expect(
      await kit.rows('select id from sessions where person_id = $1', [answers[won]?.session?.viewer]),
    ).toHaveLength(2);
  });

  it('is over after seven days, and never was when it is unknown', async () => {
    const { personId, invitation } = await kit.invite('李新', newEmail());
    const [row] = await kit.rows<{ days: number }>(
      'select extract(day from expires_at - created_at)::int as days from invitations where person_id = $1',
      [personId],
    );
    expect(row?.days).toBe(7);
    await kit.rows(`update invitations set expires_at = now() - interval '1 second' where person_id = $1`, [personId]);
    expect(await accept(invitation)).toMatchObject(notInvited);
    expect(await accept(`gji_${'x'.repeat(43)}`)).toMatchObject(notInvited);
    expect(await accept('anything')).toMatchObject(notInvited);
  });

  it('stays open when the password is not good enough', async () => {
    const email = newEmail();
    const { invitation } = await kit.invite('李新', email);
    for (const password of ['short', 'password123', email])
      expect((await accept(invitation, password)).userErrors).toEqual(notThisPassword);
    expect((await accept(invitation)).userErrors).toEqual([]);
  });

  it('is kept as a hash only', async () => {
    const { invitation } = await kit.invite('李新', newEmail());
    const [dump] = await kit.rows<{ all: string }>('select json_agg(i)::text as all from invitations i');
    expect(dump?.all).not.toContain(invitation.slice(4));
  });
});

describe('an invitation to an address that has an account', () => {
  async function account() {
    const email = newEmail();
    const first = await kit.invite('李新', email);
    await accept(first.invitation);
    return { email, personId: first.personId };
  }

  it('looks like any other until it is accepted', async () => {
    const { email } = await account();
    const { personId, invitation } = await kit.invite('李新', email.toUpperCase());
    expect(await person(personId)).toEqual({ name: '李新', email: null, locale: null, administrator: false });
    // neither weak nor wrong passwords tell: those that the account does not have get the same answer
    expect((await accept(invitation, 'short')).userErrors).toEqual(notThisPassword);
    expect((await accept(invitation, 'not the password')).userErrors).toEqual(notThisPassword);
    expect(await person(personId)).toMatchObject({ email: null });
  });

  it('makes the two one: what belonged to the invited person is the account’s, and nothing stands twice', async () => {
    const { email, personId } = await account();
    const giver = await kit.invite('王立', newEmail());
    const invited = await kit.invite('李新', email);
    const badge = (label: string, holderId: string, givenById: string | null = null): Badge =>
      ({ allianceId: ALLIANCE, label, holderId, givenById }) as Badge;
    await kit.source.manager.insert(Badge, [
      badge('chair', personId, giver.personId),
      badge('chair', invited.personId),
      badge('clerk', invited.personId, invited.personId),
      badge('other', giver.personId, invited.personId),
    ]);
    await kit.source.manager.insert(Remark, { id: ALLIANCE, authorId: invited.personId });
    const { session, userErrors } = await accept(invited.invitation);
    expect(userErrors).toEqual([]);
    expect(session?.viewer).toBe(personId);
    expect(await kit.source.manager.findOneBy(Remark, { id: ALLIANCE })).toEqual({
      id: ALLIANCE,
      authorId: invited.personId,
    });
    expect(await kit.source.manager.find(Badge, { order: { label: 'ASC' } })).toEqual([
      badge('chair', personId, giver.personId),
      badge('clerk', personId, personId),
      badge('other', giver.personId, personId),
    ]);
    expect(await person(invited.personId)).toBeUndefined();
    expect(
      await kit.rows('select id from invitations where person_id = $1 and accepted_at is not null', [personId]),
    ).toHaveLength(2);
    expect(await accept(invited.invitation)).toMatchObject(notInvited);
  });

  it('is guessed at no more than the account itself', async () => {
    const { email } = await account();
    const { invitation } = await kit.invite('李新', email);
    const address = '192.0.2.70';
    for (let count = 0; count < 20; count += 1) await kit.signIn(email, 'not the password', { address });
    expect(await accept(invitation, PASSWORD, { address })).toMatchObject({ userErrors: [{ code: 'RATE_LIMITED' }] });
  });

  it('makes one account when two invitations to an address are accepted at once', async () => {
    const email = newEmail();
    const invited = await Promise.all([kit.invite('李新', email), kit.invite('李新', email)]);
    const ready = await Promise.all(
      invited.map(async ({ invitation }) => {
        const request = kit.request();
        const input = { invitation, password: PASSWORD };
        const service = await acceptInvitation(request, input);
        return async () => (await request.perform(service, input)) as Answer;
      }),
    );
    const answers = await Promise.all(ready.map((go) => go()));
    expect(answers.filter((answer) => answer.userErrors.length === 0)).toHaveLength(1);
    for (const [index, answer] of answers.entries()) {
      if (answer.userErrors.length === 0) continue;
      expect(answer.userErrors).toMatchObject([{ code: 'CONFLICT', key: 'identity.tryAgain' }]);
      expect((await accept(invited[index]!.invitation)).userErrors).toEqual([]);
    }
    expect(await kit.rows('select id from persons where lower(email) = $1', [email])).toHaveLength(1);
  });

  it('makes an administrator of the account when it is one for that', async () => {
    const { email, personId } = await account();
    const { invitation } = await kit.source.transaction((manager) =>
      createAdministrator({ manager, now: new Date() }, { name: '管理员', email }),
    );
    expect((await accept(invitation)).session?.viewer).toBe(personId);
    expect(await person(personId)).toMatchObject({ name: '李新', administrator: true });
  });
});

describe('handOver', () => {
  const invited = {
    name: '李新',
    email: ' li@demo.example ',
    invitation: 'gji_secret',
    invitationId: '0193a000-0000-7000-8000-000000000003',
    personId: '0193a000-0000-7000-8000-000000000004',
  };
  const of = { allianceId: ALLIANCE, subject: 'person_1' };
  const origin = { requestId: 'r-1', address: '192.0.2.1', client: null, locale: 'en' } as const;
  const by = (personId: string | null) => ({ ...anonymous, personId });

  it('hands the invitation back where no mail is configured', () => {
    expect(handOver({ mail: null, origin, viewer: anonymous }, invited, of)).toBe('gji_secret');
  });

  it('mails it where it is, hands nothing back, and says who is notified when it cannot be delivered', () => {
    const letters: unknown[] = [];
    const mail = { send: (letter: unknown) => void letters.push(letter) };
    expect(handOver({ mail, origin, viewer: by('sender') }, invited, of)).toBeNull();
    expect(handOver({ mail, origin, viewer: by(null) }, invited, of)).toBeNull();
    expect(letters).toMatchObject([
      {
        to: 'li@demo.example',
        parameters: { name: '李新', invitation: 'gji_secret' },
        locale: 'en',
        requestId: 'r-1',
        about: 'invitation_0193a000-0000-7000-8000-000000000003',
        whenUndelivered: { personId: 'sender', allianceId: ALLIANCE, subject: 'person_1' },
      },
      { whenUndelivered: null },
    ]);
  });
});
