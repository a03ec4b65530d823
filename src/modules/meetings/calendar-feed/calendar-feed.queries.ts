import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { accessOf } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import type { Viewer } from '../../../platform/access/viewer';
import { LIMITS } from '../../../platform/budgets';
import { and, raw, sql, type Parameter, type Sql } from '../../../platform/database/sql';
import type { Locale } from '../../../platform/i18n/messages';
import { isSecret, secretHash, SecretKind } from '../../../platform/identity/secrets';
import { Aliases, Scope } from '../../../platform/reads/scope';
import { run, statementOf, type Queryable } from '../../../platform/reads/statement';
import { ledScopes, memberOf, ownUnits, person } from '../../alliance/shared/rights';
import { seesAttendance } from '../meeting/meeting.access';
import { JointMeeting } from '../meeting/meeting.entity';
import { meetingsInviting } from '../meeting/meeting.fields';
import type { CalendarMeeting } from './calendar-feed.rules';

/** Whose feed it is, what it has, and what it is called. */
export interface WantedFeed {
  readonly id: string;
  readonly personId: string;
  readonly locale: Locale | null;
  readonly allianceId: string | null;
  readonly unitId: string | null;
  readonly scopeId: string | null;
  /** Of the unit or scope; null for one's own meetings. */
  readonly name: string | null;
  readonly lastUsedAt: Date | null;
}

const FEED_BY_SECRET = {
  name: 'calendar-feed-by-secret',
  text: `
    select
      feed.id,
      feed.person_id as "personId",
      feed.last_used_at as "lastUsedAt",
      person.locale,
      feed.alliance_id as "allianceId",
      feed.unit_id as "unitId",
      coalesce(feed.sector_group_id, feed.area_group_id, feed.territory_id, feed.alliance_id) as "scopeId",
      coalesce(unit.name, sector.name, area.name, territory.name, alliance.name) as name
    from calendar_feeds feed
    join persons person on person.id = feed.person_id
    left join alliances alliance on alliance.id = feed.alliance_id
    left join member_units unit on unit.alliance_id = feed.alliance_id and unit.id = feed.unit_id
    left join sector_groups sector on sector.alliance_id = feed.alliance_id and sector.id = feed.sector_group_id
    left join area_groups area on area.alliance_id = feed.alliance_id and area.id = feed.area_group_id
    left join territories territory on territory.alliance_id = feed.alliance_id and territory.id = feed.territory_id
    where feed.hash = $1`,
};

const NOTE_USE = {
  name: 'note-calendar-feed-use',
  text: `
    update calendar_feeds
    set last_used_at = $1
    where id = $2`,
};
const HOUR_MS = 3_600_000;

/** The feed with this secret; null when there is none, or no more. Its use is noted: with identity's login. */
export async function useFeed(pool: Pool, secret: string, now: Date): Promise<WantedFeed | null> {
  if (!isSecret(secret, SecretKind.calendarFeed)) return null;
  const {
    rows: [feed],
  } = await pool.query<WantedFeed>({ ...FEED_BY_SECRET, values: [secretHash(secret)] });
  if (feed === undefined) return null;
  if (feed.lastUsedAt === null || now.getTime() - feed.lastUsedAt.getTime() >= HOUR_MS)
    await pool.query({ ...NOTE_USE, values: [now, feed.id] });
  return feed;
}

const ALLIANCE: Parameter = { source: 'bound', name: 'alliance', type: 'uuid' };
const OF: Parameter = { source: 'bound', name: 'of', type: 'uuid' };
const SINCE: Parameter = { source: 'bound', name: 'since', type: 'timestamptz' };

type Meeting = Row<JointMeeting>;

/** Which meetings each kind of feed has, of those that the viewer sees. */
const WANTED = {
  unit: (meeting: Meeting): Sql =>
    and(
      sql`${meeting.allianceId} = ${ALLIANCE}`,
      sql`${meeting.id} in (${meetingsInviting(sql`${OF}`)})`,
      seesAttendance(meeting),
    ),
  scope: (meeting: Meeting): Sql =>
    and(
      sql`${meeting.allianceId} = ${ALLIANCE}`,
      sql`coalesce(${meeting.sectorGroupId}, ${meeting.areaGroupId}, ${meeting.territoryId}, ${meeting.allianceId}) = ${OF}`,
    ),
  // to which a unit of theirs is invited, that they are named to run, or of a scope that they lead
  own: (meeting: Meeting): Sql => sql`${meeting.id} in (
    select mine.meeting_id
    from unnest(${ownUnits}) own(id)
    cross join lateral (${meetingsInviting(sql`own.id`)}) mine
    union all
    select organiser.meeting_id
    from meeting_organisers organiser
    where organiser.person_id = ${person}
    union all
    select led.id
    from joint_meetings led
    where led.alliance_id = any(${memberOf})
      and coalesce(led.sector_group_id, led.area_group_id, led.territory_id, led.alliance_id) = any(${ledScopes})
  )`,
} as const;

const DAY_MS = 86_400_000;

/**
 * The meetings of a feed as its owner may see them at this moment, in order. What was never announced is left out: drafts, and those
 * that were cancelled as drafts.
 */
export async function meetingsOfFeed(
  dataSource: DataSource,
  database: Queryable,
  viewer: Viewer,
  feed: WantedFeed,
  now: Date,
): Promise<CalendarMeeting[]> {
  const access = accessOf(JointMeeting);
  if (access === undefined) throw new Error('access to JointMeeting is not declared');
  const scope = new Scope(new Aliases(), dataSource.getMetadata(JointMeeting), access, true);
  const meeting = scope.row as Row<object> as Meeting;
  const kind = feed.allianceId === null ? 'own' : feed.unitId === null ? 'scope' : 'unit';
  // the rules come first, since they decide what is joined
  const condition = and(
    WANTED[kind](meeting),
    sql`${meeting.startsAt} >= ${SINCE}`,
    sql`${meeting.audience} < 4`,
    scope.rule(),
  );
  const statement = statementOf(sql`
    select coalesce(json_agg(found order by found."startsAt", found.id), '[]')::text
    from (
      select
        ${meeting.id} as id,
        ${meeting.title} as title,
        ${meeting.startsAt} as "startsAt",
        ${meeting.endsAt} as "endsAt",
        ${meeting.venue} as venue,
        ${meeting.status} = 'CANCELLED' as cancelled,
        ${meeting.cancelReason} as "cancelReason",
        ${meeting.visibility} as visibility,
        ${meeting.version} as version,
        ${meeting.updatedAt} as "updatedAt"
      from ${scope.from()}
      where ${condition}
      order by ${meeting.startsAt} desc, ${meeting.id} desc
      limit ${raw(String(LIMITS.calendarFeedMeetings))}
    ) found`);
  const bound = new Map<Parameter, unknown>([
    [ALLIANCE, feed.allianceId],
    [OF, feed.unitId ?? feed.scopeId],
    [SINCE, new Date(now.getTime() - LIMITS.calendarFeedDays * DAY_MS)],
  ]);
  const text = await run(database, statement, viewer, bound);
  return JSON.parse(text ?? '[]', (key, value: unknown) =>
    typeof value === 'string' && MOMENTS.has(key) ? new Date(value) : value,
  ) as CalendarMeeting[];
}

const MOMENTS: ReadonlySet<string> = new Set(['startsAt', 'endsAt', 'updatedAt']);
