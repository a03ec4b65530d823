import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  addMemberUnit,
  Alliance,
  AlliancePerson,
  AllianceRole,
  AllianceRoleGrant,
  createAreaGroup,
  createSectorGroup,
  createTerritory,
  grantAllianceRole,
  grantUnitRole,
  ImportFormat,
  bringInRoster,
  readRosterFile,
  noRights,
  UnitRole,
  type Rights,
} from '../../modules/alliance';
import { Agreement } from '../../modules/agreements/agreement/agreement.entity';
import { JointMeeting } from '../../modules/meetings/meeting/meeting.entity';
import { JointProject } from '../../modules/projects/project/project.entity';
import { DEFAULT_TIME_ZONE } from '../../modules/alliance/shared/calendar';
import { MemberUnit, UnitAffiliation, UnitKind } from '../../modules/alliance/member-unit/member-unit.entity';
import { TerritoryLevel } from '../../modules/alliance/territory/territory.entity';
import { In, IsNull, Not, type DataSource } from 'typeorm';
import { anonymous } from '../../platform/access/viewer';
import { globalId, newId } from '../../platform/database/ids';
import { openAccount, Person, setKnownAccounts, type Identity } from '../../platform/identity';
import type { Logger } from '../../platform/observability/logger';
import type { WriteTransaction } from '../../platform/writes/transaction';
import { NO_PAYLOAD, type Writer } from '../../platform/writes/writer';
import { ACCOUNTS, as, done, type DemoAccount, type DemoWorld } from './acting';
import { loadAgreements } from './agreements';
import { loadMeetings } from './meetings';
import { loadConsultations, loadSeries } from './think-tank';
import { loadProjects } from './projects';

/** The password of every demo account; with DEMO=0 there are none. */
export const DEMO_PASSWORD = 'demo-gongjian';
const DEMO_SLUG = 'qingfeng';

const SECTORS = ['民生服务', '文化交流', '社会治理', '经济发展'] as const;
const AREAS = ['松溪', '梧桐', '白塔', '云河', '金桂', '曲水', '石桥'] as const;
/** The union was founded with the first 63 units of its roster. */
const FOUNDED_ON = '2011-06-01';
/** How long the units' people have held their roles. */
const SERVING_MS = 4 * 365 * 86_400_000;
const LOCK = 4_857_303;
const ORIGIN = { requestId: 'demo', address: 'demo', client: null, locale: 'zh-CN' } as const;

export const DEMO_ACCOUNTS = Object.keys(ACCOUNTS) as DemoAccount[];

export function demoAddress(account: DemoAccount): string {
  return `${account}@demo.example`;
}

/**
 * Loads 青枫街道党建共建联合会, an invented alliance of scenario A's size, into an empty installation: with the
 * services and the importer that users have, in one transaction, so that an interrupted start leaves nothing behind.
 * @returns whether the demo is there now, from this start or an earlier one
 */
export async function loadDemo(
  dataSource: DataSource,
  writer: Writer,
  identity: Identity,
  log: Logger,
): Promise<boolean> {
  if (!(await dataSource.manager.exists(Alliance))) {
    log.info('loading the demo alliance');
    const hashes = new Map(
      await Promise.all(
        DEMO_ACCOUNTS.map(async (account) => [account, await identity.passwords.hash(DEMO_PASSWORD)] as const),
      ),
    );
    const load = async (tx: WriteTransaction): Promise<object> => {
      // a second process may be starting on the same database
      await tx.manager.query('select pg_advisory_xact_lock($1)', [LOCK]);
      if (!(await tx.manager.exists(Alliance))) await loadAlliance(tx, hashes);
      return {};
    };
    await writer.perform(
      { viewer: anonymous, origin: ORIGIN, repeatable: null, login: 'identity' },
      load,
      {},
      NO_PAYLOAD,
    );
    log.info(await countsOf(dataSource), 'the demo alliance is loaded');
  }
  await openDemoAccounts(dataSource, writer, true);
  return dataSource.manager.existsBy(Person, { email: demoAddress('secretariat') });
}

/** Lets nobody sign in by the published password, and ends what they are signed in by. */
export async function shutDemoOut(dataSource: DataSource, writer: Writer, log: Logger): Promise<void> {
  if (await openDemoAccounts(dataSource, writer, false))
    log.warn('the demo accounts of this database are disabled; DEMO=1 enables them');
}

/** @returns whether there were any to open or shut */
async function openDemoAccounts({ manager }: DataSource, writer: Writer, open: boolean): Promise<boolean> {
  const emails = DEMO_ACCOUNTS.map(demoAddress);
  const disabledAt = open ? Not(IsNull()) : IsNull();
  if (!(await manager.existsBy(Person, { email: In(emails), disabledAt }))) return false;
  const change = async (tx: WriteTransaction): Promise<object> => {
    await setKnownAccounts(tx, emails, open);
    return {};
  };
  await writer.perform(
    { viewer: anonymous, origin: ORIGIN, repeatable: null, login: 'identity' },
    change,
    {},
    NO_PAYLOAD,
  );
  return true;
}

async function countsOf(dataSource: DataSource): Promise<Record<string, number | undefined>> {
  const [units, meetings, agreements, projects] = await Promise.all(
    [MemberUnit, JointMeeting, Agreement, JointProject].map((entity) => dataSource.manager.count(entity)),
  );
  return { units, meetings, agreements, projects };
}

async function loadAlliance(tx: WriteTransaction, hashes: ReadonlyMap<string, string>): Promise<void> {
  const allianceId = newId();
  await tx.manager.insert(Alliance, {
    id: allianceId,
    slug: DEMO_SLUG,
    name: '青枫街道党建共建联合会',
    motto: '同心共建，一家亲',
    foundedOn: FOUNDED_ON,
    timeZone: DEFAULT_TIME_ZONE,
    version: 1,
  });
  const people = await loadPeople(tx, allianceId, hashes);
  await tx.manager.insert(AllianceRoleGrant, {
    allianceId,
    id: newId(),
    personId: people.secretariat,
    role: AllianceRole.SECRETARIAT,
    sectorGroupId: null,
    areaGroupId: null,
    territoryId: null,
    since: tx.now,
  });
  const secretariat = as(tx, {
    ...noRights,
    personId: people.secretariat,
    roles: [{ allianceId, role: AllianceRole.SECRETARIAT, scopeId: null }],
  });
  const places = await loadPlaces(secretariat, allianceId);
  await loadUnits(secretariat, allianceId, places.communities);
  const world: DemoWorld = { allianceId, people, ...places };
  const units = await representedUnits(secretariat, allianceId);
  await loadRoles(secretariat, world, units);
  await loadMeetings(secretariat, world);
  await loadConsultations(secretariat, world);
  await loadSeries(secretariat, world);
  await loadAgreements(secretariat, world, units);
  await loadProjects(secretariat, world);
}

async function loadPeople(
  tx: WriteTransaction,
  allianceId: string,
  hashes: ReadonlyMap<string, string>,
): Promise<Record<DemoAccount, string>> {
  const people: Partial<Record<DemoAccount, string>> = {};
  for (const account of DEMO_ACCOUNTS) {
    const personId = await openAccount(tx, {
      name: ACCOUNTS[account],
      email: demoAddress(account),
      passwordHash: hashes.get(account) ?? '',
      administrator: account === 'administrator',
    });
    if (account !== 'administrator') await tx.manager.insert(AlliancePerson, { allianceId, personId, since: tx.now });
    people[account] = personId;
  }
  return people as Record<DemoAccount, string>;
}

async function loadPlaces(
  tx: WriteTransaction,
  alliance: string,
): Promise<Pick<DemoWorld, 'sectors' | 'areas' | 'communities'>> {
  const allianceId = globalId('alliance', alliance);
  const { territory: subdistrict } = await done(
    createTerritory(tx, { allianceId, level: TerritoryLevel.SUBDISTRICT, name: '青枫街道' }),
  );
  const communities = new Map<string, string>();
  const areas = new Map<string, string>();
  for (const name of AREAS) {
    const { territory } = await done(
      createTerritory(tx, {
        allianceId,
        parentId: globalId('territory', subdistrict),
        level: TerritoryLevel.COMMUNITY,
        name: `${name}社区`,
        households: 2_400,
      }),
    );
    communities.set(name, territory);
    const { areaGroup } = await done(
      createAreaGroup(tx, { allianceId, name, territoryId: globalId('territory', territory) }),
    );
    areas.set(name, areaGroup);
  }
  const sectors = new Map<string, string>();
  for (const name of SECTORS) {
    const { sectorGroup } = await done(
      createSectorGroup(tx, { allianceId, name, purpose: `${name}领域的成员单位每季度交流一次` }),
    );
    sectors.set(name, sectorGroup);
  }
  return { sectors, areas, communities };
}

async function loadUnits(
  tx: WriteTransaction,
  alliance: string,
  communities: ReadonlyMap<string, string>,
): Promise<void> {
  const allianceId = globalId('alliance', alliance);
  const file = await readFile(path.join(__dirname, 'data', 'roster-qingfeng.csv'));
  const input = { allianceId, format: ImportFormat.CSV, contentBase64: file.toString('base64'), dryRun: false };
  const roster = await done(readRosterFile(input));
  const { rowErrors } = await done(bringInRoster(tx, input, roster));
  if (rowErrors.length > 0) throw new Error(`the demo's roster has bad rows: ${JSON.stringify(rowErrors)}`);
  const host = {
    allianceId,
    kind: UnitKind.GOVERNMENT,
    affiliation: UnitAffiliation.SUBDISTRICT,
    joinedOn: FOUNDED_ON,
    host: true,
  };
  await done(addMemberUnit(tx, { ...host, name: '青枫街道办事处' }));
  for (const [name, territory] of communities) {
    await done(
      addMemberUnit(tx, {
        ...host,
        kind: UnitKind.COMMUNITY,
        name: `${name}社区居民委员会`,
        territoryId: globalId('territory', territory),
      }),
    );
  }
}

async function loadRoles(
  tx: WriteTransaction,
  { allianceId, people, sectors }: DemoWorld,
  units: RepresentedUnits,
): Promise<void> {
  const sector = sectors.get('民生服务') ?? '';
  const roles = [
    ['organiser', AllianceRole.ORGANISER, {}],
    ['convenor', AllianceRole.CONVENOR, { sectorGroupId: globalId('sector', sector) }],
    ['expert', AllianceRole.EXPERT, {}],
    ['dispatcher', AllianceRole.DISPATCHER, {}],
  ] as const;
  for (const [account, role, scope] of roles) {
    await done(
      grantAllianceRole(tx, {
        personId: globalId('person', people[account]),
        allianceId: globalId('alliance', allianceId),
        role,
        ...scope,
      }),
    );
  }
  // representatives were appointed before they signed anything
  const before = as(tx, tx.viewer.rights as Rights, new Date(tx.now.getTime() - SERVING_MS));
  for (const [account, role] of [
    ['host', UnitRole.REPRESENTATIVE],
    ['unit-1', UnitRole.REPRESENTATIVE],
    ['staff-1', UnitRole.STAFF],
    ['unit-2', UnitRole.REPRESENTATIVE],
  ] as const) {
    const unit = account === 'staff-1' ? units['unit-1'] : units[account];
    await done(
      grantUnitRole(before, { personId: globalId('person', people[account]), unitId: globalId('unit', unit), role }),
    );
  }
}

/** The units whose people have accounts, by the representative's account. */
const REPRESENTED = { host: '青枫街道办事处', 'unit-1': '青枫市职业技术学院', 'unit-2': '青枫区自来水公司' } as const;
type RepresentedUnits = Readonly<Record<keyof typeof REPRESENTED, string>>;

async function representedUnits(tx: WriteTransaction, allianceId: string): Promise<RepresentedUnits> {
  const rows = await tx.manager.query<{ id: string; name: string }[]>(
    'select id, name from member_units where alliance_id = $1 and name = any($2)',
    [allianceId, Object.values(REPRESENTED)],
  );
  const idOf = (name: string): string => {
    const found = rows.find((row) => row.name === name);
    if (found === undefined) throw new Error(`the demo has no ${name}`);
    return found.id;
  };
  return { host: idOf(REPRESENTED.host), 'unit-1': idOf(REPRESENTED['unit-1']), 'unit-2': idOf(REPRESENTED['unit-2']) };
}
