import { newId } from '../../src/platform/database/ids';
import type { TokenScope } from '../../src/platform/access/viewer';
import { newSecret, SecretKind } from '../../src/platform/identity/secrets';
import { agendaRows, audienceOf, type PlantedMeeting, type Visibility } from './planted-agenda';
import { Planter, type PlantedRow } from './plant';
import { plantAgreements } from './planted-agreements';
import { plantStructures } from './planted-structures';
import { startTestServer, type TestServer, type TestServerOptions } from './server';

/** Of every person who can sign in. */
export const PASSWORD = 'correct horse battery';

export const MEETING_STATUSES = ['DRAFT', 'SCHEDULED', 'IN_SESSION', 'RECESS', 'CLOSED', 'CANCELLED'] as const;
export const VISIBILITIES = ['PUBLIC', 'MEMBERS', 'CLOSED'] as const;
const WITH_AGENDA: readonly string[] = [
  'DRAFT/PUBLIC',
  ...VISIBILITIES.flatMap((visibility) => [`SCHEDULED/${visibility}`, `IN_SESSION/${visibility}`]),
];

/** People of an alliance by what they are in it. */
export const ROLES = [
  'secretariat',
  'organiser',
  'sectorConvenor',
  'communityConvenor',
  'areaLiaison',
  'dispatcher',
  'expert',
  'resident',
  'observer',
  'representative',
  'staff',
  'otherRepresentative',
  'suspendedRepresentative',
  'appliedRepresentative',
  'declinedRepresentative',
  'leftRepresentative',
  'namedOrganiser',
  'registered',
  'pending',
] as const;
export type Role = (typeof ROLES)[number];
type Unit = 'active' | 'other' | 'host' | 'left' | 'suspended' | 'applied' | 'declined';

/** An alliance with objects in every state, by their row ids. */
export interface PlantedAlliance {
  readonly id: string;
  readonly slug: string;
  readonly people: Readonly<Record<Role, string>>;
  readonly units: Readonly<Record<Unit, string>>;
  readonly sectors: readonly [string, string];
  readonly areas: readonly [string, string];
  /** The subdistrict, its two communities, and an estate in the first. */
  readonly territories: readonly [string, string, string, string];
  /** By status, and by `STATUS/strangers`. */
  readonly agreements: Readonly<Record<string, string>>;
  /** By `STATUS/VISIBILITY` for those of the whole alliance, else by the scope: sector, sectorDraft, area, … */
  readonly meetings: Readonly<Record<string, string>>;
}

/** Two alliances on a server of their own, and credentials for everybody in them. */
export interface World {
  readonly server: TestServer;
  readonly planter: Planter;
  readonly here: PlantedAlliance;
  readonly there: PlantedAlliance;
  /** Of the installation; and somebody with an account and nothing else. */
  readonly administrator: string;
  readonly stranger: string;
  /** Of the secretariat here, and staff of a unit there. */
  readonly inBoth: string;
  signIn(personId: string): Promise<string>;
  apiToken(personId: string, scopes: readonly TokenScope[]): Promise<string>;
  close(): Promise<void>;
}

export async function openWorld(options: TestServerOptions = {}): Promise<World> {
  const server = await startTestServer(options);
  const planter = new Planter(server.database.ownerUrl);
  const credentials = new Credentials(server, planter);
  const build = new Builder(planter, await server.running.identity.passwords.hash(PASSWORD));
  const [administrator, stranger, inBoth] = [
    await build.person('管理员', { administrator: true }),
    await build.person('路人'),
    await build.person('两边'),
  ];
  const here = await build.alliance('qingfeng');
  const there = await build.alliance('hemu');
  await build.role(here, inBoth, 'SECRETARIAT');
  await build.unitRole(there.id, inBoth, there.units.other, 'STAFF');
  await planter.insert('audit_entries', [build.auditEntry(null, administrator)]);
  // the server has looked at nothing yet: whatever it remembers of rights, it learns from this world
  return {
    server,
    planter,
    here,
    there,
    administrator,
    stranger,
    inBoth,
    signIn: (personId) => credentials.signIn(personId),
    apiToken: (personId, scopes) => credentials.apiToken(personId, scopes),
    close: async () => {
      await planter.close();
      await server.stop();
    },
  };
}

class Credentials {
  constructor(
    private readonly server: TestServer,
    private readonly planter: Planter,
  ) {}

  async signIn(personId: string): Promise<string> {
    const now = new Date();
    const sessionId = newId();
    await this.planter.insert('sessions', [
      { id: sessionId, person_id: personId, created_at: now, expires_at: later(now), place: 'planted' },
    ]);
    return (await this.server.running.identity.accessTokens.issue({ personId, sessionId }, now)).text;
  }

  async apiToken(personId: string, scopes: readonly TokenScope[]): Promise<string> {
    const now = new Date();
    const secret = newSecret(SecretKind.apiToken);
    await this.planter.insert('api_tokens', [
      {
        id: newId(),
        person_id: personId,
        name: `令牌 ${scopes.join()}`,
        hash: bytes(secret.hash),
        scopes,
        created_at: now,
        expires_at: later(now),
      },
    ]);
    return secret.text;
  }
}

function later(now: Date): Date {
  return new Date(now.getTime() + 86_400_000);
}

function bytes(value: Buffer): string {
  return `\\x${value.toString('hex')}`;
}

/** Nine in the morning of the day of the planted meetings. */
export const NINE = new Date('2026-11-23T01:00:00Z');

class Builder {
  private count = 0;

  constructor(
    private readonly planter: Planter,
    private readonly passwordHash: string,
  ) {}

  /** No two planted texts are alike, so that one that shows where it must not can be told from all others. */
  private serial = (): number => {
    this.count += 1;
    return this.count + 10_000;
  };

  async person(name: string, more: { administrator?: boolean; pending?: boolean } = {}): Promise<string> {
    const id = newId();
    const serial = this.serial();
    const account =
      more.pending === true
        ? { email: null, password_hash: null }
        : { email: `p${serial}@planted.example`, password_hash: this.passwordHash };
    await this.planter.insert('persons', [
      {
        id,
        name: `${name}${serial}`,
        locale: 'zh-CN',
        administrator: more.administrator ?? false,
        created_at: NINE,
        ...account,
      },
    ]);
    return id;
  }

  async alliance(slug: string): Promise<PlantedAlliance> {
    const id = newId();
    await this.planter.insert('alliances', [
      { id, slug, name: `联合会${this.serial()}`, motto: `宗旨${this.serial()}`, founded_on: '2011-06-28' },
    ]);
    const territories = await this.territories(id);
    const sectors = await this.groups('sector_groups', id, [{ purpose: `职责${this.serial()}` }, { purpose: null }]);
    const areas = await this.groups('area_groups', id, [{ territory_id: territories[1] }, { territory_id: null }]);
    const units = await this.units(id, territories, sectors, areas);
    const people: Partial<Record<Role, string>> = {};
    for (const role of ROLES) people[role] = await this.person(role, { pending: role === 'pending' });
    const alliance: PlantedAlliance = {
      id,
      slug,
      people: people as PlantedAlliance['people'],
      units,
      sectors,
      areas,
      territories,
      meetings: {},
      agreements: {},
    };
    await this.roles(alliance);
    await this.planter.insert('audit_entries', [
      this.auditEntry(id, alliance.people.secretariat),
      this.auditEntry(id, null),
    ]);
    const meetings = await this.meetings(alliance);
    await this.notifications(alliance, meetings);
    const agreements = await plantAgreements(this.planter, {
      allianceId: id,
      territoryId: territories[1],
      author: alliance.people.staff,
      signer: alliance.people.representative,
      parties: [units.active, units.suspended, units.left],
      strangers: [units.other, units.host],
      serial: this.serial,
    });
    await plantStructures(this.planter, {
      allianceId: id,
      territories,
      units: [units.active, units.suspended, units.left],
      people: [alliance.people.expert, alliance.people.pending],
      serial: this.serial,
    });
    return { ...alliance, meetings, agreements };
  }

  async role(alliance: PlantedAlliance, personId: string, role: string, scope: PlantedRow = {}): Promise<void> {
    await this.planter.insert('alliance_roles', [
      { alliance_id: alliance.id, id: newId(), person_id: personId, role, since: NINE, ...scope },
    ]);
  }

  async unitRole(
    allianceId: string,
    personId: string,
    unitId: string,
    role: 'REPRESENTATIVE' | 'STAFF',
  ): Promise<void> {
    await this.planter.insert('unit_roles', [
      { alliance_id: allianceId, id: newId(), person_id: personId, unit_id: unitId, role, since: NINE },
    ]);
  }

  auditEntry(allianceId: string | null, personId: string | null): PlantedRow {
    return {
      id: newId(),
      alliance_id: allianceId,
      at: NINE,
      person_id: personId,
      request_id: `request${this.serial()}`,
      action: `action${this.serial()}`,
      subject: `subject${this.serial()}`,
      details: { note: `细节${this.serial()}` },
    };
  }

  private async territories(allianceId: string): Promise<PlantedAlliance['territories']> {
    const [street, first, second, estate] = [newId(), newId(), newId(), newId()];
    const row = (id: string, level: string, parent: string | null, more: PlantedRow = {}): PlantedRow => ({
      alliance_id: allianceId,
      id,
      level,
      name: `区域${this.serial()}`,
      parent_id: parent,
      estate_kind: null,
      households: null,
      ...more,
    });
    await this.planter.insert('territories', [
      row(street, 'SUBDISTRICT', null),
      row(first, 'COMMUNITY', street),
      row(second, 'COMMUNITY', street),
      row(estate, 'ESTATE', first, { estate_kind: 'MANAGED', households: 3_188 }),
    ]);
    return [street, first, second, estate];
  }

  private async groups(
    table: string,
    allianceId: string,
    rows: readonly [PlantedRow, PlantedRow],
  ): Promise<readonly [string, string]> {
    const [first, second] = [newId(), newId()];
    await this.planter.insert(
      table,
      rows.map((row, index) => ({
        alliance_id: allianceId,
        id: index === 0 ? first : second,
        name: `小组${this.serial()}`,
        ...row,
      })),
    );
    return [first, second];
  }

  private async units(
    allianceId: string,
    [, community, other, estate]: PlantedAlliance['territories'],
    sectors: PlantedAlliance['sectors'],
    areas: PlantedAlliance['areas'],
  ): Promise<PlantedAlliance['units']> {
    const units = Object.fromEntries(
      (['active', 'other', 'host', 'left', 'suspended', 'applied', 'declined'] as const).map((name) => [name, newId()]),
    ) as PlantedAlliance['units'];
    const row = (name: Unit, status: string, more: PlantedRow = {}): PlantedRow => {
      const serial = this.serial();
      return {
        alliance_id: allianceId,
        id: units[name],
        name: `单位${serial}`,
        short_name: `简称${serial}`,
        kind: 'SCHOOL',
        affiliation: 'DISTRICT',
        credit_code: `91330106MA2H${serial}8X`.slice(0, 18),
        status,
        host: name === 'host',
        joined_on: null,
        left_on: null,
        territory_id: community,
        area_group_id: areas[0],
        contact_official: `联系领导${serial}`,
        status_reason: status === 'ACTIVE' ? null : `事由${serial}`,
        version: 3,
        ...more,
      };
    };
    await this.planter.insert('member_units', [
      row('active', 'ACTIVE', { joined_on: '2011-06-28' }),
      row('other', 'ACTIVE', { area_group_id: areas[1], territory_id: other, short_name: null }),
      row('host', 'ACTIVE', { area_group_id: null, kind: 'GOVERNMENT', affiliation: 'SUBDISTRICT' }),
      row('left', 'LEFT', { joined_on: '2012-01-01', left_on: '2020-12-31' }),
      row('suspended', 'SUSPENDED', { joined_on: '2013-01-01' }),
      row('applied', 'APPLIED'),
      row('declined', 'DECLINED'),
    ]);
    await this.planter.insert(
      'visits',
      (['active', 'suspended', 'left'] as const).map((name) => ({
        alliance_id: allianceId,
        id: newId(),
        unit_id: units[name],
        visited_on: '2026-05-01',
        visitor: `走访人${this.serial()}`,
        note: `走访${this.serial()}`,
      })),
    );
    const names = Object.keys(units) as Unit[];
    await this.planter.insert(
      'unit_contacts',
      names.flatMap((name) =>
        [1, 2].map((position) => {
          const serial = this.serial();
          return {
            alliance_id: allianceId,
            id: newId(),
            unit_id: units[name],
            position,
            name: `联系人${serial}`,
            title: position === 1 ? `主任${serial}` : null,
            phone: `0571${serial}${serial}`,
            email: `c${serial}@planted.example`,
          };
        }),
      ),
    );
    await this.planter.insert(
      'sector_group_members',
      names.map((name) => ({
        alliance_id: allianceId,
        sector_group_id: name === 'other' ? sectors[1] : sectors[0],
        unit_id: units[name],
      })),
    );
    await this.planter.insert(
      'territory_pairings',
      names.map((name) => ({ alliance_id: allianceId, territory_id: estate, unit_id: units[name] })),
    );
    return units;
  }

  private async roles(alliance: PlantedAlliance): Promise<void> {
    const { id, people, units, sectors, areas, territories } = alliance;
    await this.planter.insert(
      'alliance_people',
      Object.values(people).map((person) => ({ alliance_id: id, person_id: person, since: NINE })),
    );
    await this.role(alliance, people.secretariat, 'SECRETARIAT');
    await this.role(alliance, people.organiser, 'ORGANISER');
    await this.role(alliance, people.sectorConvenor, 'CONVENOR', { sector_group_id: sectors[0] });
    await this.role(alliance, people.communityConvenor, 'CONVENOR', { territory_id: territories[1] });
    await this.role(alliance, people.areaLiaison, 'LIAISON', { area_group_id: areas[0] });
    await this.role(alliance, people.dispatcher, 'DISPATCHER', { territory_id: territories[1] });
    await this.role(alliance, people.expert, 'EXPERT');
    await this.role(alliance, people.resident, 'RESIDENT', { territory_id: territories[1] });
    await this.role(alliance, people.observer, 'OBSERVER');
    await this.unitRole(id, people.representative, units.active, 'REPRESENTATIVE');
    await this.unitRole(id, people.staff, units.active, 'STAFF');
    await this.unitRole(id, people.otherRepresentative, units.other, 'REPRESENTATIVE');
    await this.unitRole(id, people.namedOrganiser, units.other, 'STAFF');
    await this.unitRole(id, people.suspendedRepresentative, units.suspended, 'REPRESENTATIVE');
    await this.unitRole(id, people.appliedRepresentative, units.applied, 'REPRESENTATIVE');
    await this.unitRole(id, people.declinedRepresentative, units.declined, 'REPRESENTATIVE');
    await this.unitRole(id, people.leftRepresentative, units.left, 'REPRESENTATIVE');
    // a secretary whose unit has only applied, so that an office could give the application away
    await this.unitRole(id, people.secretariat, units.applied, 'STAFF');
  }

  private async meetings(alliance: PlantedAlliance): Promise<Record<string, string>> {
    const { people, units, sectors, areas, territories } = alliance;
    const meetings: Record<string, string> = {};
    let previous: string | null = null;
    for (const status of MEETING_STATUSES) {
      // before a public meeting comes one for members, before that a closed one: the past leads to what is hidden
      for (const visibility of [...VISIBILITIES].reverse()) {
        previous = await this.meeting(alliance, status, visibility, { previous_id: previous });
        meetings[`${status}/${visibility}`] = previous;
        await this.invite(alliance.id, previous, [units.active, units.suspended]);
      }
    }
    const scopes = {
      sector: { sector_group_id: sectors[0] },
      area: { area_group_id: areas[0] },
      community: { territory_id: territories[1] },
    };
    for (const [name, scope] of Object.entries(scopes)) {
      meetings[name] = await this.meeting(alliance, 'SCHEDULED', 'CLOSED', scope);
      meetings[`${name}Draft`] = await this.meeting(alliance, 'DRAFT', 'PUBLIC', scope);
    }
    meetings['otherSector'] = await this.meeting(alliance, 'SCHEDULED', 'CLOSED', { sector_group_id: sectors[1] });
    meetings['named'] = await this.meeting(alliance, 'SCHEDULED', 'CLOSED');
    await this.planter.insert(
      'meeting_organisers',
      [meetings['named'], meetings['SCHEDULED/PUBLIC']].map((meeting) => ({
        alliance_id: alliance.id,
        meeting_id: meeting,
        person_id: people.namedOrganiser,
      })),
    );
    return meetings;
  }

  /** Of something that the person sees, of something closed to them since, and of nothing in particular. */
  private async notifications(
    { id, people }: PlantedAlliance,
    meetings: Readonly<Record<string, string>>,
  ): Promise<void> {
    const row = (personId: string, subject: string | null): PlantedRow => ({
      alliance_id: id,
      id: newId(),
      person_id: personId,
      at: NINE,
      kind: 'INVITATION',
      key: 'meeting.invited',
      parameters: { title: `通知${this.serial()}` },
      subject_id: subject,
      read_at: subject === null ? NINE : null,
    });
    const closed = `meeting_${meetings['SCHEDULED/CLOSED']}`;
    await this.planter.insert('notifications', [
      row(people.representative, closed),
      row(people.observer, closed),
      row(people.observer, null),
    ]);
  }

  private async meeting(
    alliance: PlantedAlliance,
    status: string,
    visibility: Visibility,
    more: PlantedRow = {},
  ): Promise<string> {
    const serial = this.serial();
    // two and two begin at the same moment
    const startsAt = new Date(NINE.getTime() + Math.floor(serial / 60) * 1_800_000);
    const meeting: PlantedMeeting = { allianceId: alliance.id, id: newId(), status, visibility, startsAt };
    const opened = ['IN_SESSION', 'RECESS', 'CLOSED'].includes(status);
    await this.planter.insert('joint_meetings', [
      {
        alliance_id: alliance.id,
        id: meeting.id,
        kind: 'JOINT',
        title: `会议${serial}`,
        status,
        visibility,
        audience: audienceOf(meeting),
        starts_at: startsAt,
        ends_at: visibility === 'PUBLIC' ? new Date(startsAt.getTime() + 7_200_000) : null,
        venue: `会场${serial}`,
        opened_at: opened ? startsAt : null,
        closed_at: status === 'CLOSED' ? new Date(startsAt.getTime() + 7_000_123) : null,
        cancel_reason: status === 'CANCELLED' ? `原因${serial}` : null,
        quorum_required: visibility === 'PUBLIC' ? 2 : null,
        check_in_secret: bytes(Buffer.alloc(20, serial % 251)),
        revision: 7,
        version: 5,
        sector_group_id: null,
        area_group_id: null,
        territory_id: null,
        previous_id: null,
        ...more,
      },
    ]);
    if (WITH_AGENDA.includes(`${status}/${visibility}`))
      await this.planter.insert('agenda_items', agendaRows(meeting, alliance.units.suspended, this.serial));
    return meeting.id;
  }

  private async invite(allianceId: string, meetingId: string, units: readonly [string, string]): Promise<void> {
    await this.planter.insert(
      'attendances',
      units.map((unit, index) => ({
        alliance_id: allianceId,
        id: newId(),
        meeting_id: meetingId,
        unit_id: unit,
        representative: `代表${this.serial()}`,
        response: index === 0 ? 'ACCEPTED' : 'DECLINED',
        present: index === 0,
        checked_in_at: index === 0 ? NINE : null,
        proxy_unit_id: index === 0 ? null : units[0],
      })),
    );
    await this.planter.insert('guests', [
      {
        alliance_id: allianceId,
        id: newId(),
        meeting_id: meetingId,
        name: `来宾${this.serial()}`,
        capacity: 'EXPERT',
        present: true,
      },
    ]);
  }
}
