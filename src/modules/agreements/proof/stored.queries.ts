import { setImmediate } from 'node:timers/promises';
import { LIMITS } from '../../../platform/budgets';
import type { Queryable } from '../../../platform/reads/statement';
import { sharedText, type StoredRow } from './stored.rules';

/** An agreement by alliance and row id: a row that was inserted by SQL in another alliance may have the same id. */
export interface AgreementKey {
  readonly allianceId: string;
  readonly id: string;
}

/** A moment as it was hashed; one that RFC 3339 cannot write (a year before Christ, infinity) as text that no hashed one has. */
const moment = (column: string): string => `case
      when ${column} >= '0001-01-01' and isfinite(${column})
      then to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      else ${column}::text
    end`;
const id = (prefix: string, column: string): string => `'${prefix}_' || ${column}`;
/** The id of a row that is referred to; without a prefix, which no text has, where it is not there. */
const found = (prefix: string, key: string, column: string): string => `coalesce(${id(prefix, key)}, ${column}::text)`;
const OF = (alias: string): string => `${alias}.alliance_id = a.alliance_id and ${alias}.agreement_id = a.id`;

const ASKED = `
  asked as (
    select a.*, key.place as asked
    from unnest($1::uuid[], $2::uuid[]) with ordinality as key (alliance, id, place)
    join agreements a on a.alliance_id = key.alliance and a.id = key.id
  )`;

/** The rows of one kind, in their order, as JSON of their columns. */
const part = (name: StoredRow['part'], columns: string, from: string, order: string): string => `
  select a.asked::int, '${name}' as part, row_number() over (partition by a.asked order by ${order})::int as place,
    json_build_object(${columns})::text as json
  from asked a
  ${from}`;

/**
 * All rows of some agreements, each as it is shown to those who read it: what they are shown through a party or a
 * commitment is found through these, also where it names another agreement. One statement, since all of it is to be of one moment; a row each, since a text may be long, and other
 * requests get their turn between two. Hashed texts are rebuilt from the columns that people read.
 */
const ROWS = `
  with ${ASKED}, own_commitments as (
    select a.asked, c.*, p.unit_id, false as stray
    from asked a
    join commitments c on ${OF('c')}
    left join agreement_parties p on ${OF('p')} and p.id = c.party_id
    union all
    select a.asked, c.*, p.unit_id, true
    from asked a
    join agreement_parties p on ${OF('p')}
    join commitments c on c.alliance_id = a.alliance_id and c.party_id = p.id and c.agreement_id <> a.id
  ), own_ratings as (
    select a.asked, g.*
    from asked a
    join commitment_ratings g on ${OF('g')}
    union
    select c.asked, g.*
    from own_commitments c
    join commitment_ratings g on g.alliance_id = c.alliance_id and g.commitment_id = c.id
  )
  ${[
    part(
      'agreement',
      `'alliance', ${found('alliance', 'alliances.id', 'a.alliance_id')},
      'agreement', json_build_object('id', ${id('agreement', 'a.id')}, 'number', a.number, 'title', a.title, 'status', a.status),
      'purpose', a.purpose, 'tier', a.tier, 'startsOn', a.starts_on, 'endsOn', a.ends_on,
      'territory', ${found('territory', 't.id', 'a.territory_id')},
      'renews', ${found('agreement', 'before.id', 'a.renews_id')},
      'createdAt', ${moment('a.created_at')}, 'activatedAt', ${moment('a.activated_at')}, 'present', r.ordinal,
      'head', json_build_object(
        'count', a.history_count,
        'chainHash', a.history_head,
        'seal', json_build_object('keyId', a.head_key_id, 'signature', a.head_seal)
      ),
      'unitsMissing', coalesce((
        select json_agg(${id('unit', 'named.unit_id')} order by named.unit_id)
        from (
          select unit_id from agreement_parties p where ${OF('p')}
          union
          select unit_id from agreement_signatures s where ${OF('s')}
          union
          select unit_id from agreement_events e where ${OF('e')}
          union
          select unit_id from own_ratings g where g.asked = a.asked
        ) named
        where named.unit_id is not null
          and not exists (
            select
            from member_units u
            where u.alliance_id = a.alliance_id
              and u.id = named.unit_id
          )
      ), '[]')`,
      `left join alliances on alliances.id = a.alliance_id
      left join territories t on t.alliance_id = a.alliance_id and t.id = a.territory_id
      left join agreements before on before.alliance_id = a.alliance_id and before.id = a.renews_id
      left join agreement_revisions r on ${OF('r')} and r.id = a.revision_id`,
      'a.id',
    ),
    part(
      'revision',
      `'ordinal', r.ordinal, 'contentHash', r.content_hash, 'canonicalText', r.canonical_text,
      'bodyHash', encode(sha256(convert_to(r.body, 'UTF8')), 'hex'), 'author', ${id('person', 'r.author_id')},
      'writtenAt', ${moment('r.created_at')}`,
      `join agreement_revisions r on ${OF('r')}`,
      'r.ordinal',
    ),
    part(
      'signature',
      `'unit', ${id('unit', 's.unit_id')}, 'by', ${id('person', 's.person_id')}, 'signedAt', ${moment('s.signed_at')},
      'contentHash', s.content_hash, 'statement', s.statement, 'revision', r.ordinal`,
      `join agreement_signatures s on ${OF('s')}
      left join agreement_revisions r on ${OF('r')} and r.id = s.revision_id`,
      's.signed_at, s.id',
    ),
    part(
      'event',
      `'sequence', e.sequence, 'kind', e.kind, 'at', ${moment('e.at')}, 'by', ${id('person', 'e.by_id')},
      'unit', ${id('unit', 'e.unit_id')}, 'note', e.note, 'details', e.details, 'chainHash', e.chain_hash,
      'seal', e.seal, 'keyId', e.key_id`,
      `join agreement_events e on ${OF('e')}`,
      'e.sequence',
    ),
    part(
      'party',
      `'unit', ${id('unit', 'p.unit_id')}, 'name', coalesce(u.name, ${id('unit', 'p.unit_id')}), 'role', p.role,
      'representative', p.representative, 'signingStep', p.signing_step, 'place', p.position + 1,
      'leftAt', ${moment('p.left_at')}`,
      `join agreement_parties p on ${OF('p')}
      left join member_units u on u.alliance_id = p.alliance_id and u.id = p.unit_id`,
      'p.position',
    ),
    part(
      'commitment',
      `'id', ${id('commitment', 'c.id')}, 'place', c.position + 1, 'unit', ${id('unit', 'c.unit_id')}, 'text', c.text,
      'category', c.category, 'dueOn', c.due_on, 'status', c.status, 'evidence', c.evidence,
      'fulfilledOn', c.fulfilled_on`,
      'join own_commitments c on c.asked = a.asked and not c.stray',
      'c.position',
    ),
    part(
      'stray',
      `'id', ${id('commitment', 'c.id')}, 'text', c.text`,
      'join own_commitments c on c.asked = a.asked and c.stray',
      'c.id',
    ),
    part(
      'rating',
      `'agreement', ${id('agreement', 'g.agreement_id')}, 'commitmentId', g.commitment_id, 'unit', ${id('unit', 'g.unit_id')},
      'rating', g.rating, 'comment', g.comment, 'ratedAt', ${moment('g.rated_at')}`,
      'join own_ratings g on g.asked = a.asked',
      'g.rated_at, g.unit_id',
    ),
    part(
      'renewal',
      `'id', ${id('agreement', 'after.id')}, 'number', after.number`,
      'join agreements after on after.alliance_id = a.alliance_id and after.renews_id = a.id',
      'after.created_at, after.id',
    ),
  ].join('\n  union all')}`;

interface FoundRow {
  readonly part: StoredRow['part'];
  readonly json: string;
  /** Which of the agreements that were asked for, from 1. */
  readonly asked: number;
  readonly place: number;
}

/** The rows of agreements, in the order asked for; none of one that there is not. */
export async function readStored(database: Queryable, keys: readonly AgreementKey[]): Promise<StoredRow[][]> {
  const { rows } = await database.query<FoundRow>({ name: 'agreement-rows', text: ROWS, values: valuesOf(keys) });
  const groups = keys.map((): FoundRow[] => []);
  for (const row of rows) groups[row.asked - 1]?.push(row);
  const stored: StoredRow[][] = [];
  for (const group of groups) {
    group.sort((one, other) => one.place - other.place);
    stored.push(
      weightOf(group) > LIMITS.loopBytes
        ? await sharedRows(group)
        : group.map(({ part: name, json }) => ({ part: name, json })),
    );
  }
  return stored;
}

/** So much is copied before other requests get their turn. */
const TURN_CHARACTERS = 1_024 ** 2;

async function sharedRows(rows: readonly FoundRow[]): Promise<StoredRow[]> {
  const shared: StoredRow[] = [];
  let copied = 0;
  for (const { part: name, json } of rows) {
    shared.push({ part: name, json: sharedText(json) });
    copied += json.length;
    if (copied < TURN_CHARACTERS) continue;
    copied = 0;
    await setImmediate();
  }
  return shared;
}

/** What a row counts besides its texts. */
const ROW_BYTES = 1_024;

const weight = (bytes: string, table: string): string => `(
    select coalesce(sum(${ROW_BYTES} + ${bytes}), 0)
    from ${table} r
    where ${OF('r')}
  )`;

/** About how many bytes of rows there are of an agreement; the lengths of long texts are known without reading them. */
const WEIGHTS = `
  with ${ASKED}
  select a.asked::int, (${[
    weight('octet_length(r.canonical_text)', 'agreement_revisions'),
    weight('octet_length(r.statement)', 'agreement_signatures'),
    weight("octet_length(coalesce(r.note, ''))", 'agreement_events'),
    weight('0', 'agreement_parties'),
    weight("octet_length(r.text) + octet_length(coalesce(r.evidence, ''))", 'commitments'),
    weight("octet_length(coalesce(r.comment, ''))", 'commitment_ratings'),
  ].join(' + ')})::float8 as bytes
  from asked a`;

/** About how many bytes `readStored` would load of each agreement. */
export async function readWeights(database: Queryable, keys: readonly AgreementKey[]): Promise<number[]> {
  const { rows } = await database.query<{ asked: number; bytes: number }>({
    name: 'agreement-weights',
    text: WEIGHTS,
    values: valuesOf(keys),
  });
  const weights = keys.map(() => 0);
  for (const { asked, bytes } of rows) weights[asked - 1] = bytes;
  return weights;
}

function valuesOf(keys: readonly AgreementKey[]): unknown[] {
  return [keys.map(({ allianceId }) => allianceId), keys.map(({ id: key }) => key)];
}

/** About how many bytes rows have. */
export function weightOf(stored: readonly Pick<StoredRow, 'json'>[]): number {
  return stored.reduce((sum, { json }) => sum + json.length, 0);
}
