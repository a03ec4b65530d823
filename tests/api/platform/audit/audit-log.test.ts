import { generateKeyPairSync } from 'node:crypto';
import { Pool } from 'pg';
import { signedCheckpoint, type SignedCheckpoint } from '../../../../src/platform/audit/checkpoint.rules';
import { ENTRY_CONTENT } from '../../../../src/platform/audit/entry';
import { INSTALLATION, newId } from '../../../../src/platform/database/ids';
import { createLogger } from '../../../../src/platform/observability/logger';
import { Sealer } from '../../../../src/platform/sealing';
import { foundAfter, sealAll } from '../../../testkit/world/audit-log';
import { AUTH_SECRET } from '../../../testkit/keys';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let chain: string;
let checkpoint: SignedCheckpoint;
/** The third of the alliance's chain, and what follows it. */
let third: { entry_id: string; position: string; sequence: string };

beforeAll(async () => {
  world = await TestWorld.open({ log: createLogger('silent') });
  alliance = await world.alliance();
  chain = rowId(alliance.id);
  const other = await world.alliance('禾木联合会');
  await write(alliance, 8);
  await write(other, 3);
  checkpoint = await sealAll(world.server);
  third = await seal(3);
});
afterAll(() => world.close());

async function write(of: TestAlliance, count: number): Promise<void> {
  await world.many(count, async () => {
    const input = { allianceId: of.id, name: `工作组 ${newId()}` };
    await world.as(of.secretariat).mutate('createSectorGroup', input, 'sectorGroup { id }');
  });
}

async function seal(sequence: number): Promise<typeof third> {
  const [row] = await world.sql<typeof third>(
    'select entry_id, position, sequence from audit_seals where alliance_id = $1 and sequence = $2',
    [chain, sequence],
  );
  if (row === undefined) throw new Error(`there is no seal ${sequence}`);
  return row;
}

type Alteration = readonly [statement: string, values?: unknown[]];
const found = (...alterations: readonly Alteration[]): Promise<string[]> =>
  foundAfter(world.server.database.ownerUrl, alterations, [checkpoint]);

/** Makes the alliance's chain anew from its third entry on, as somebody would who covers something up. */
const rechain: Alteration = [
  `do $$
   declare
     each record;
     before bytea;
   begin
     for each in
       select s.sequence, ${ENTRY_CONTENT} as content
       from audit_seals s
       join audit_entries e on e.id = s.entry_id
       where s.sequence >= 3 and s.alliance_id = (select alliance_id from audit_seals where sequence = 8)
       order by s.sequence
     loop
       select hash into before
       from audit_seals
       where sequence < each.sequence and alliance_id = (select alliance_id from audit_seals where sequence = 8)
       order by sequence desc
       limit 1;
       update audit_seals
       set hash = sha256(before || convert_to(each.content, 'UTF8'))
       where sequence = each.sequence and alliance_id = (select alliance_id from audit_seals where sequence = 8);
     end loop;
   end
   $$`,
];

it('holds every entry once, without a gap, though twenty write and two seal at once', async () => {
  const before = (await world.sql('select from audit_entries')).length;
  const other = await world.anotherServer();
  await Promise.all([
    ...Array.from({ length: 20 }, () => write(alliance, 1)),
    world.server.running.auditLog.seal(),
    other.running.auditLog.seal(),
  ]);
  checkpoint = await sealAll(world.server);
  expect(checkpoint.size).toBe(before + 20);
  const positions = await world.sql<{ position: string }>('select position from audit_seals order by position');
  expect(positions.map(({ position }) => Number(position))).toEqual(positions.map((_, index) => index));
  expect(await found()).toEqual([]);
});

describe('names what was altered by the owner’s login:', () => {
  const ofThird = (statement: string) => (): Alteration[] => [[statement, [third.entry_id]]];

  it.each<[string, () => Alteration[]]>([
    ['a detail', ofThird(`update audit_entries set details = details || '{"note": "another"}' where id = $1`)],
    ['the person', ofThird('update audit_entries set person_id = null where id = $1')],
    ['the moment', ofThird(`update audit_entries set at = at - interval '1 millisecond' where id = $1`)],
    [
      'the database’s moment',
      ofThird(`update audit_entries set recorded_at = recorded_at - interval '1 millisecond' where id = $1`),
    ],
    ['no moment of the database’s', ofThird('update audit_entries set recorded_at = null where id = $1')],
    ['the action', ofThird(`update audit_entries set action = 'nothing' where id = $1`)],
    ['the subject', ofThird('update audit_entries set subject = null where id = $1')],
    ['the request', ofThird(`update audit_entries set request_id = '' where id = $1`)],
    ['the server’s seal', ofThird(`update audit_entries set seal = '' where id = $1`)],
    ['the alliance', ofThird(`update audit_entries set alliance_id = '${INSTALLATION}' where id = $1`)],
  ])('an entry: %s', async (_, alterations) => {
    expect(await found(...alterations())).toEqual(['altered']);
  });

  it.each<[string, () => Alteration[], string[]]>([
    ['hash', ofThird(`update audit_seals set hash = sha256('x') where entry_id = $1`), ['altered', 'altered', 'root']],
    ['place in the chain', ofThird('update audit_seals set sequence = 1000000 where entry_id = $1'), ['sequence']],
    [
      'moment',
      ofThird(`update audit_seals set sealed_at = sealed_at - interval '1 second' where entry_id = $1`),
      ['root'],
    ],
    ['word on who wrote it', ofThird('update audit_seals set vouched = null where entry_id = $1'), ['root']],
    ['absence', ofThird('delete from audit_seals where entry_id = $1'), ['gap', 'sequence']],
  ])('a seal: its %s', async (_, alterations, names) => {
    expect(await found(...alterations())).toEqual(expect.arrayContaining(names));
  });

  it('an entry, with the whole chain made anew', async () => {
    const problems = await found([`update audit_entries set details = '{}' where id = $1`, [third.entry_id]], rechain);
    expect(problems).not.toContain('altered');
    expect(problems).toEqual(expect.arrayContaining(['root', 'keptDiffers']));
  });

  it('an entry taken out, with the chain closed and made anew', async () => {
    expect(
      await found(
        ['delete from audit_seals where entry_id = $1', [third.entry_id]],
        ['delete from audit_entries where id = $1', [third.entry_id]],
        ['update audit_seals set sequence = -sequence where alliance_id = $1 and sequence > 3', [chain]],
        ['update audit_seals set sequence = -sequence - 1 where alliance_id = $1 and sequence < 0', [chain]],
        ['update audit_seals set position = -position where position > $1', [third.position]],
        ['update audit_seals set position = -position - 1 where position < 0'],
        rechain,
      ),
    ).toEqual(expect.arrayContaining(['cut', 'root', 'setBack']));
  });

  it('two entries that changed places', async () => {
    const { entry_id: fourth } = await seal(4);
    expect(
      await found(
        ['alter table audit_seals drop constraint audit_seals_entry_id_key'],
        ['update audit_seals set entry_id = $1 where alliance_id = $2 and sequence = 4', [third.entry_id, chain]],
        ['update audit_seals set entry_id = $1 where alliance_id = $2 and sequence = 3', [fourth, chain]],
        rechain,
      ),
    ).toContain('root');
  });

  it('an entry put in, sealed as if it had been written long ago', async () => {
    expect(
      await found(
        ['alter table audit_entries disable trigger audit_entries_stamp'],
        ['alter table audit_seals disable trigger audit_seals_stamp'],
        [
          `insert into audit_entries (id, alliance_id, at, request_id, action, details, recorded_at)
           values ($1, $2, now() - interval '1 year', '', 'nothing', '{}', now() - interval '1 year')`,
          [INSTALLATION, chain],
        ],
        [
          `insert into audit_seals (alliance_id, sequence, entry_id, hash, position, vouched, sealed_at)
           select $2, max(sequence) + 1, $1, '', (select max(position) + 1 from audit_seals), true, now() - interval '1 year'
           from audit_seals
           where alliance_id = $2`,
          [INSTALLATION, chain],
        ],
        rechain,
      ),
    ).toEqual(expect.arrayContaining(['backdated', 'sealedEarlier', 'headUnsigned']));
  });

  it('the end cut off', async () => {
    const last = [checkpoint.size - 2];
    const cut: Alteration[] = [
      ['create temporary table gone on commit drop as select entry_id from audit_seals where position >= $1', last],
      ['delete from audit_seals where position >= $1', last],
    ];
    expect(await found(...cut)).toEqual(['cut', 'setBack']);
    const entries: Alteration = ['delete from audit_entries where id in (select entry_id from gone)'];
    expect(await found(...cut, entries)).toEqual(['cut', 'setBack']);
    // what is left is as it once was: it takes a checkpoint that somebody kept
    const heads: Alteration[] = [['delete from audit_checkpoints where size > $1', last]];
    const all = [...cut, entries, ...heads];
    expect(await foundAfter(world.server.database.ownerUrl, all, [checkpoint])).toContain('setBack');
    const older: Alteration[] = [
      [
        `update audit_entries set recorded_at = recorded_at - interval '1 hour' where id in (select entry_id from gone)`,
      ],
    ];
    expect(await found(...cut, ...older)).toContain('unsealed');
  });

  it('checkpoints: taken away, altered, or signed with a key of somebody’s own', async () => {
    expect(await found(['delete from audit_checkpoints'])).toEqual(['headUnsigned']);
    expect(await found([`update audit_checkpoints set note = replace(note, 'gongjian', 'gongjiam')`])).toEqual(
      expect.arrayContaining(['unsigned', 'headUnsigned']),
    );
    const own = new Sealer({
      authSecret: `not ${AUTH_SECRET}`,
      sealKey: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    });
    const note = signedCheckpoint({ ...checkpoint, root: Buffer.alloc(32) }, own);
    expect(
      await found(
        [
          'insert into seal_keys (id, x, endorsement, since) values ($1, $2, $3, now())',
          [own.key.kid, own.key.x, Buffer.alloc(32)],
        ],
        ['update audit_checkpoints set note = $1 where size = $2', [note, checkpoint.size]],
      ),
    ).toEqual(expect.arrayContaining(['unsigned', 'headUnsigned']));
  });
});

it('names entries that skipped the writer, though they were sealed, and gives them the database’s moment', async () => {
  const skipping = await TestWorld.open({ log: createLogger('silent') });
  const asServer = new Pool({ connectionString: skipping.server.database.serverUrl, max: 1 });
  try {
    const { secretariat, id } = await skipping.alliance();
    await skipping
      .as(secretariat)
      .mutate('createSectorGroup', { allianceId: id, name: '民生服务' }, 'sectorGroup { id }');
    const [honest] = await skipping.sql<{ seal: string; key_id: string }>('select seal, key_id from audit_entries');
    await asServer.query(
      `insert into audit_entries (id, at, recorded_at, request_id, action, details, seal, key_id)
       values ($1, now() - interval '1 year', now() - interval '1 year', '', 'nothing', '{}', $2, $3)`,
      [newId(), honest?.seal, honest?.key_id],
    );
    await sealAll(skipping.server);
    expect(await foundAfter(skipping.server.database.ownerUrl, [])).toEqual(['stranger']);
    expect(
      await skipping.sql(
        `select from audit_entries where action = 'nothing' and recorded_at < now() - interval '1 minute'`,
      ),
    ).toEqual([]);
    // as if it had been committed four minutes after its moment
    await skipping.sql(`
      alter table audit_entries disable trigger audit_entries_stamp;
      insert into audit_entries (id, at, recorded_at, request_id, action, details)
      values ('${newId()}', now(), now() - interval '4 minutes', '', 'late', '{}');
      alter table audit_entries enable trigger audit_entries_stamp`);
    await sealAll(skipping.server);
    expect(await foundAfter(skipping.server.database.ownerUrl, [])).toEqual(['stranger', 'stranger']);
  } finally {
    await asServer.end();
    await skipping.close();
  }
});

it('signs nothing on top of a log that does not hold, says so once, and goes on when it was put right', async () => {
  const lines: string[] = [];
  const broken = await TestWorld.open({
    log: createLogger('error', { write: (line: string) => void lines.push(line) }),
  });
  const asServer = new Pool({ connectionString: broken.server.database.serverUrl, max: 1 });
  try {
    const { secretariat, id } = await broken.alliance();
    const create = (name: string): Promise<unknown> =>
      broken.as(secretariat).mutate('createSectorGroup', { allianceId: id, name }, 'sectorGroup { id }');
    await create('一');
    const { size } = await sealAll(broken.server);
    await asServer.query(
      `insert into audit_checkpoints (size, note)
       select size + 1, note
       from audit_checkpoints
       order by size desc
       limit 1`,
    );
    await create('二');
    const { auditLog } = broken.server.running;
    await expect(auditLog.seal()).rejects.toThrow(/by its last checkpoint/);
    await expect(auditLog.seal()).rejects.toThrow(/by its last checkpoint/);
    await broken.sql('delete from audit_checkpoints where size > $1', [size]);
    expect((await sealAll(broken.server)).size).toBe(size + 1);
    expect(lines.filter((line) => line.includes('"audit.broken"')).length).toBeLessThan(2);
  } finally {
    await asServer.end();
    await broken.close();
  }
});
