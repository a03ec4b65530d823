import { globalId, newId } from '../../../src/platform/database/ids';
import { TestAgreements } from './test-agreements';
import type { Caller, Sender, Somebody } from './caller';
import { rowId, type TestWorld } from './test-world';

export type AllianceRole = 'SECRETARIAT' | 'ORGANISER' | 'OBSERVER' | 'EXPERT';

/** A unit, and somebody who represents it. */
export interface Partner {
  readonly unitId: string;
  readonly name: string;
  readonly representative: Somebody;
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

/** One viewer for each audience of a meeting to which the unit is invited; besides, there are nobody and the organiser. */
export interface Audiences {
  readonly unitId: string;
  readonly member: Somebody;
  readonly participant: Somebody;
}

/** An alliance of a test's world, and how people, units, meetings and agreements get there. */
export class TestAlliance {
  readonly agreements = new TestAgreements(this);

  constructor(
    readonly world: TestWorld,
    readonly id: string,
    readonly slug: string,
    readonly secretariat: Somebody,
    /** Runs every meeting. */
    readonly organiser: Somebody,
  ) {}

  static async planted(world: TestWorld, id: string, slug: string): Promise<TestAlliance> {
    const nobody = { id: '', token: '' };
    const bare = new TestAlliance(world, id, slug, nobody, nobody);
    const organiser = await bare.person('组织员', ['ORGANISER']);
    return new TestAlliance(world, id, slug, await bare.person('秘书处', ['SECRETARIAT']), organiser);
  }

  as(sender: Sender | null): Caller {
    return this.world.as(sender);
  }

  /** A new person of the alliance, signed in, with these roles and in these units: planted. */
  async person(name: string, roles: readonly AllianceRole[] = [], unitIds: readonly string[] = []): Promise<Somebody> {
    const id = newId();
    await this.world.sql(
      `with
         person as (
           insert into persons (id, name, email, password_hash, created_at)
           values ($1, $2, $6, '-', now())
         ),
         known as (
           insert into alliance_people (alliance_id, person_id, since)
           values ($3, $1, now())
         ),
         role as (
           insert into alliance_roles (alliance_id, id, person_id, role, since)
           select $3, gen_random_uuid(), $1, role, now()
           from unnest($4::text[]) role
         )
       insert into unit_roles (alliance_id, id, person_id, unit_id, role, since)
       select $3, gen_random_uuid(), $1, unit, 'REPRESENTATIVE', now()
       from unnest($5::uuid[]) unit`,
      [id, name, rowId(this.id), roles, unitIds.map(rowId), `${id}@test.example`],
    );
    return { id: globalId('person', id), token: await this.world.signIn(id) };
  }

  /** A new active unit: planted. */
  async unit(name: string): Promise<string> {
    const id = newId();
    await this.world.insert('member_units', [
      { alliance_id: rowId(this.id), id, name, kind: 'SCHOOL', affiliation: 'NONE', status: 'ACTIVE' },
    ]);
    return globalId('unit', id);
  }

  /** A new active unit with a representative of its own: planted. */
  async partner(name: string): Promise<Partner> {
    const unitId = await this.unit(name);
    return { unitId, name, representative: await this.person(`${name}代表`, [], [unitId]) };
  }

  async partners(...names: readonly string[]): Promise<Partner[]> {
    return Promise.all(names.map((name) => this.partner(name)));
  }

  async audiences(): Promise<Audiences> {
    const unitId = await this.unit('青枫小学');
    return {
      unitId,
      member: await this.person('观察员', ['OBSERVER']),
      participant: await this.person('参会代表', [], [unitId]),
    };
  }

  /** Somebody whom the secretariat registered, and who took up the invitation: through the API. */
  async join(): Promise<Somebody> {
    const number = this.world.next();
    const { invitation } = await this.as(this.secretariat).mutate<{ invitation: string }>(
      'registerPerson',
      { allianceId: this.id, name: `第${number}人`, email: `person-${number}@test.example` },
      'invitation',
    );
    return this.world.accept(invitation);
  }

  /** The same, with a role in a unit. */
  async joinUnit(unitId: string, role: 'REPRESENTATIVE' | 'STAFF'): Promise<Somebody> {
    const somebody = await this.join();
    await this.as(this.secretariat).mutate('grantUnitRole', { personId: somebody.id, unitId, role });
    return somebody;
  }

  /** A unit that the secretariat added: through the API. */
  addUnit(more: object = {}): Promise<string> {
    return this.as(this.secretariat).make('addMemberUnit', 'memberUnit', {
      allianceId: this.id,
      name: `第${this.world.next()}单位`,
      kind: 'SCHOOL',
      affiliation: 'DISTRICT',
      ...more,
    });
  }

  /** A unit that the secretariat added, with a representative: through the API. */
  async addPartner(name: string, more: object = {}): Promise<Partner> {
    return this.represent(await this.addUnit({ name, ...more }), name);
  }

  /** A unit that is there, with a new representative: through the API. */
  async represent(unitId: string, name: string): Promise<Partner> {
    return { unitId, name, representative: await this.joinUnit(unitId, 'REPRESENTATIVE') };
  }

  /** Creates something of the alliance; answers its id. */
  create(mutation: string, field: string, input: object, by: Somebody = this.secretariat): Promise<string> {
    return this.as(by).make(mutation, field, { allianceId: this.id, ...input });
  }

  /** The alliance as somebody is shown it; as the public is when nobody is named. */
  async shown<T>(selection: string, by: Sender | null = null): Promise<T> {
    const { alliance } = await this.as(by).query<{ alliance: T }>(
      `query ($slug: String!) { alliance(slug: $slug) { ${selection} } }`,
      { slug: this.slug },
    );
    return alliance;
  }

  /** A meeting that the organiser scheduled. */
  meeting(wanted: MeetingWanted = {}): Promise<string> {
    return this.as(this.organiser).make('scheduleMeeting', 'meeting', {
      allianceId: this.id,
      kind: 'JOINT',
      title: '联席会议',
      startsAt: '2026-11-23T01:00:00Z',
      visibility: 'PUBLIC',
      inviteUnitIds: [],
      ...wanted,
    });
  }

  /** Adds an item to a meeting's agenda, and answers its id. */
  item(
    meetingId: string,
    item: Readonly<Record<string, unknown>>,
    place: { parentId?: string; afterItemId?: string | null } = {},
  ): Promise<string> {
    return this.as(this.organiser).make('addAgendaItem', 'item', {
      meetingId,
      ...place,
      item: { kind: 'REPORT', title: '议题', ...item },
    });
  }

  /** Actions of the audit log, oldest first. */
  async auditActions(): Promise<string[]> {
    const rows = await this.world.sql<{ action: string }>(
      'select action from audit_entries where alliance_id = $1 order by id',
      [rowId(this.id)],
    );
    return rows.map(({ action }) => action);
  }
}
