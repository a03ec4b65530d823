import { quickOrFull } from '../../../../quick-or-full';
import type { Sender } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

const START = Date.parse('2026-03-01T00:00:00Z');
let now = new Date(START);
let world: TestWorld;
let alliance: TestAlliance;
let school: Partner;
let clinic: Partner;
let shop: Partner;
beforeAll(async () => {
  world = await TestWorld.open({ clock: () => now });
  alliance = await world.alliance();
  [school, clinic, shop] = (await alliance.partners('青枫小学', '社区诊所', '老街商户')) as [Partner, Partner, Partner];
});
beforeEach(() => {
  now = new Date(START);
});
afterAll(() => world.close());

/** So many hours after the test's first moment. */
const at = (hours: number): string => new Date(START + hours * 3_600_000).toISOString();
const offer = (more: object = {}) =>
  world.as(school.representative).make('publishResource', 'resource', {
    unitId: school.unitId,
    title: '报告厅',
    category: 'CULTURE_SPORTS',
    kind: 'VENUE',
    ...more,
  });
const wanted = (resourceId: string, from: number, until: number, unitId: string | null = clinic.unitId) => ({
  resourceId,
  from: at(from),
  until: at(until),
  unitId,
});
const codes = async (by: Sender, mutation: string, input: object) =>
  (await world.as(by).attempt(mutation, input)).userErrors.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`);
const book = (resourceId: string, from: number, until: number, by: Partner = clinic) =>
  world.as(by.representative).make('requestBooking', 'booking', wanted(resourceId, from, until, by.unitId));
const set = (bookingId: string, status: string, by: Partner | { representative: Sender } = school) =>
  codes(by.representative, 'setBookingStatus', { bookingId, status });
const shown = <T>(bookingId: string, selection: string, by: Sender | null = alliance.secretariat) =>
  world.as(by).node<T>(bookingId, `... on Booking { ${selection} }`);
async function told(by: Sender): Promise<string[]> {
  const { viewer } = await world
    .as(by)
    .query<{ viewer: { notifications: { nodes: { kind: string; summary: string }[] } } }>(
      '{ viewer { notifications(first: 50) { nodes { kind summary } } } }',
    );
  return viewer.notifications.nodes.flatMap(({ kind, summary }) => (kind === 'BOOKING' ? [summary] : [])).reverse();
}

describe('asking', () => {
  it('keeps the time for a unit until the keeping unit answers; what is its own is confirmed at once', async () => {
    const id = await offer({ title: '排练厅' });
    const booking = await book(id, 1, 2);
    expect(await shown(booking, 'status from until unit { id } late returnedAt')).toEqual({
      status: 'REQUESTED',
      from: at(1),
      until: at(2),
      unit: { id: clinic.unitId },
      late: false,
      returnedAt: null,
    });
    expect((await told(school.representative)).at(-1)).toBe(
      '“排练厅” is asked for, from 2026-03-01 09:00 until 2026-03-01 10:00.',
    );
    expect(await codes(shop.representative, 'requestBooking', wanted(id, 1, 2, shop.unitId))).toEqual([
      'LIMIT_REACHED resourceId',
    ]);
    // the end of one is the beginning of another
    expect(await shown(await book(id, 2, 3, school), 'status')).toEqual({ status: 'CONFIRMED' });
  });

  it('is for a resident by those who keep it, who name them; others do not learn who it is', async () => {
    const id = await offer();
    const input = { ...wanted(id, 1, 2, null), borrower: '王阿姨' };
    expect(await codes(clinic.representative, 'requestBooking', input)).toEqual(['NOT_ALLOWED unitId']);
    expect(await codes(school.representative, 'requestBooking', { ...input, borrower: null })).toEqual([
      'INVALID borrower',
    ]);
    const booking = await world.as(school.representative).make('requestBooking', 'booking', input);
    const borrower = async (by: Sender | null) =>
      (await shown<{ borrower: string | null }>(booking, 'borrower', by)).borrower;
    expect(await borrower(school.representative)).toBe('王阿姨');
    expect(await borrower(alliance.secretariat)).toBe('王阿姨');
    expect(await borrower(clinic.representative)).toBeNull();
    expect(await borrower(null)).toBeNull();
    const bySecretariat = { ...wanted(id, 2, 3, null), borrower: '李叔' };
    expect(await codes(alliance.secretariat, 'requestBooking', bySecretariat)).toEqual([]);
  });

  it('refuses times that are wrong, and what cannot be had then', async () => {
    const id = await offer({ availableFrom: '2026-03-02', availableUntil: '2026-03-03' });
    const attempt = (from: number, until: number, resourceId = id) =>
      codes(clinic.representative, 'requestBooking', wanted(resourceId, from, until));
    // in Shanghai the day begins at 16:00 UTC of the day before
    expect(await attempt(15.9, 17)).toEqual(['INVALID from']);
    expect(await attempt(16, 64)).toEqual([]);
    expect(await attempt(60, 64.1)).toEqual(['INVALID until']);
    const open = await offer();
    expect(await attempt(5, 5, open)).toEqual(['INVALID until']);
    expect(await attempt(-0.1, 5, open)).toEqual(['INVALID from']);
    expect(await attempt(0, 92 * 24 + 1, open)).toEqual(['INVALID until']);
    expect(await attempt(365 * 24, 366 * 24 + 1, open)).toEqual(['INVALID until']);
    await world.as(school.representative).mutate('updateResource', { resourceId: open, status: 'RESERVED' });
    expect(await attempt(1, 2, open)).toEqual(['WRONG_STATE resourceId']);
    await world.as(school.representative).mutate('updateResource', { resourceId: open, status: 'UNAVAILABLE' });
    expect(await attempt(1, 2, open)).toEqual(['NOT_FOUND resourceId']);
  });

  it('is by a unit’s own people, and refused where the keeping unit is not active', async () => {
    const keeper = await alliance.partner('将停的单位');
    const id = await world.as(keeper.representative).make('publishResource', 'resource', {
      unitId: keeper.unitId,
      title: '会议室',
      category: 'CULTURE_SPORTS',
      kind: 'VENUE',
    });
    expect(await codes(shop.representative, 'requestBooking', wanted(id, 1, 2))).toEqual(['NOT_ALLOWED unitId']);
    const elsewhere = await (await world.alliance('禾木联合会')).partner('禾木小学');
    expect(await codes(elsewhere.representative, 'requestBooking', wanted(id, 1, 2, elsewhere.unitId))).toEqual([
      'NOT_FOUND unitId',
    ]);
    await alliance.as(alliance.secretariat).mutate('suspendMembership', { unitId: keeper.unitId, reason: '整改' });
    expect(await codes(clinic.representative, 'requestBooking', wanted(id, 1, 2))).toEqual(['WRONG_STATE resourceId']);
  });
});

describe('places', () => {
  it('are moved when only that makes room', async () => {
    const id = await offer({ quantity: 2 });
    // first fit puts a and c into the first place, b into the second; d finds room, and no free place
    const [a, b] = [await book(id, 1, 2), await book(id, 1, 4)];
    await set(a, 'DECLINED');
    const c = await book(id, 1, 2);
    const e = await book(id, 4, 6);
    const slots = async () =>
      Object.fromEntries(
        (
          await world.sql<{ id: string; slot: number }>(
            `select id, slot from bookings where resource_id = $1 and status in ('REQUESTED', 'CONFIRMED')`,
            [rowId(id)],
          )
        ).map((row) => [row.id, row.slot]),
      );
    // planted where first fit would leave them after others were cancelled
    await world.sql('update bookings set slot = case id when $1 then 2 when $2 then 1 else 2 end where id = any($3)', [
      rowId(b),
      rowId(c),
      [b, c, e].map(rowId),
    ]);
    await world.sql('update bookings set slot = 1 where id = $1', [rowId(e)]);
    // b: 2 [1, 4), c: 1 [1, 2), e: 1 [4, 6); from 3 to 5 both places are taken for a part, one at a time
    const d = await book(id, 3, 5);
    const placed = await slots();
    expect(Object.keys(placed)).toHaveLength(4);
    expect(placed[rowId(d)]).not.toBe(placed[rowId(b)]);
    expect(placed[rowId(d)]).not.toBe(placed[rowId(e)]);
    expect(await codes(shop.representative, 'requestBooking', wanted(id, 3.5, 4.5, shop.unitId))).toEqual([
      'LIMIT_REACHED resourceId',
    ]);
  });

  it(
    'never hold more than there are, though twenty ask at the same moment',
    async () => {
      const rounds = quickOrFull(3, 100);
      for (let round = 0; round < rounds; round += 1) {
        const quantity = (round % 3) + 1;
        const id = await offer({ quantity });
        const tried = await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            codes(clinic.representative, 'requestBooking', wanted(id, 1 + (index % 2) / 2, 2 + (index % 2) / 2)),
          ),
        );
        expect(tried.filter((each) => each.length === 0)).toHaveLength(quantity);
        expect(tried.flat()).toEqual(Array.from({ length: 20 - quantity }, () => 'LIMIT_REACHED resourceId'));
      }
    },
    quickOrFull(30_000, 180_000),
  );

  it(
    'are not given away by fewer while somebody asks',
    async () => {
      const rounds = quickOrFull(3, 100);
      for (let round = 0; round < rounds; round += 1) {
        const id = await offer({ quantity: 2 });
        await book(id, 1, 2);
        const [lowered, asked] = await Promise.all([
          codes(school.representative, 'updateResource', { resourceId: id, quantity: 1 }),
          codes(clinic.representative, 'requestBooking', wanted(id, 1, 2)),
        ]);
        expect([...lowered, ...asked]).toHaveLength(1);
      }
    },
    quickOrFull(30_000, 180_000),
  );
});

describe('steps', () => {
  it('are the keeping unit’s, and giving it up either side’s', async () => {
    const id = await offer();
    const booking = await book(id, 1, 2);
    for (const status of ['CONFIRMED', 'DECLINED', 'RETURNED'])
      expect(await set(booking, status, clinic)).toEqual(['NOT_ALLOWED bookingId']);
    for (const status of ['CONFIRMED', 'CANCELLED'])
      expect(await set(booking, status, shop)).toEqual(['NOT_ALLOWED bookingId']);
    expect(await set(booking, 'RETURNED')).toEqual(['WRONG_STATE status']);
    expect(await set(booking, 'CONFIRMED')).toEqual([]);
    // the same again changes nothing
    expect(await set(booking, 'CONFIRMED')).toEqual([]);
    expect(await set(booking, 'DECLINED')).toEqual(['WRONG_STATE status']);
    expect(await set(booking, 'RETURNED')).toEqual(['WRONG_STATE status']);
    expect(await set(booking, 'CANCELLED', clinic)).toEqual([]);
    expect((await told(school.representative)).at(-1)).toMatch(/^The booking of “报告厅” .* was cancelled\.$/);
    expect((await told(clinic.representative)).at(-1)).toMatch(/^The booking of “报告厅” .* is confirmed\.$/);
    expect(await set(booking, 'CONFIRMED')).toEqual(['WRONG_STATE status']);
    const steps = (await alliance.auditActions()).filter((action) => action === 'setBookingStatus');
    expect(steps.length).toBeGreaterThanOrEqual(2);
  });

  it(
    'are taken one after the other by two at once: declined, or cancelled',
    async () => {
      const id = await offer();
      for (let round = 0; round < quickOrFull(3, 100); round += 1) {
        const booking = await book(id, 1, 2);
        await Promise.all([set(booking, 'DECLINED'), set(booking, 'CANCELLED', clinic)]);
        const { status } = await shown<{ status: string }>(booking, 'status');
        expect(['DECLINED', 'CANCELLED']).toContain(status);
      }
    },
    quickOrFull(30_000, 180_000),
  );

  it('a confirmed one is given up before it begins, and taken back from then on', async () => {
    const id = await offer({ kind: 'GOODS', title: '投影仪' });
    const booking = await book(id, 1, 2);
    await set(booking, 'CONFIRMED');
    now = new Date(START + 3_600_000);
    expect(await set(booking, 'CANCELLED', clinic)).toEqual(['WRONG_STATE status']);
    expect(await set(booking, 'RETURNED')).toEqual([]);
    expect(await shown(booking, 'status returnedAt', clinic.representative)).toEqual({
      status: 'RETURNED',
      returnedAt: at(1),
    });
    // its time is free again
    expect(await shown(await book(id, 1, 2), 'status')).toEqual({ status: 'REQUESTED' });
  });

  it('what was lent and is not back is late, and both units are told once', async () => {
    const [goods, room] = [await offer({ kind: 'GOODS', title: '帐篷' }), await offer({ title: '教室' })];
    const [tent, lesson] = [await book(goods, 1, 2), await book(room, 1, 2)];
    for (const each of [tent, lesson]) await set(each, 'CONFIRMED');
    const catchUp = async () => {
      await world.server.running.timedWork.catchUp();
      const late = (by: Sender) => told(by).then((all) => all.filter((text) => text.includes('not back yet')));
      return [...(await late(school.representative)), ...(await late(clinic.representative))];
    };
    expect(await catchUp()).toEqual([]);
    now = new Date(START + 2 * 3_600_000);
    const text = '“帐篷”, lent until 2026-03-01 10:00, is not back yet.';
    expect(await catchUp()).toEqual([text, text]);
    now = new Date(START + 5 * 3_600_000);
    expect(await catchUp()).toEqual([text, text]);
    // by the database's clock, which all readers share
    await world.sql(
      `update bookings set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' where id = any($1)`,
      [[tent, lesson].map(rowId)],
    );
    expect(await shown(tent, 'late', null)).toEqual({ late: true });
    expect(await shown(lesson, 'late', null)).toEqual({ late: false });
    now = new Date();
    expect(await set(tent, 'RETURNED')).toEqual([]);
    expect(await shown(tent, 'late', null)).toEqual({ late: false });
  });

  it('one that nobody can be told of keeps no other from being told of, and is told of later', async () => {
    now = new Date(START);
    const [first, second] = [
      await offer({ kind: 'GOODS', title: '梯子' }),
      await offer({ kind: 'GOODS', title: '推车' }),
    ];
    const [ladder, cart] = [await book(first, 1, 2), await book(second, 1, 3)];
    for (const each of [ladder, cart]) await set(each, 'CONFIRMED');
    await world.sql(`
      create function refuse_late() returns trigger language plpgsql as $$ begin raise exception 'planted'; end $$;
      create trigger refuse_late before insert on notifications for each row
        when (new.once = 'booking.late ${rowId(ladder)}') execute function refuse_late()`);
    now = new Date(START + 4 * 3_600_000);
    const catchUp = async () => {
      await world.server.running.timedWork.catchUp();
      return (await told(clinic.representative)).filter((text) => /“(梯子|推车)”.*not back yet/.test(text));
    };
    expect(await catchUp()).toEqual(['“推车”, lent until 2026-03-01 11:00, is not back yet.']);
    await world.sql('drop trigger refuse_late on notifications');
    expect(await catchUp()).toHaveLength(2);
  });
});

it('is for a joint project that is on', async () => {
  const id = await offer();
  const project = async (status: string): Promise<string> => {
    const row = crypto.randomUUID();
    await world.insert('joint_projects', [
      {
        alliance_id: rowId(alliance.id),
        id: row,
        title: '项目',
        category: 'LEGAL',
        status,
        created_at: now,
        version: 1,
      },
    ]);
    return `project_${row}`;
  };
  const attempt = (projectId: string, hour: number) =>
    codes(clinic.representative, 'requestBooking', { ...wanted(id, hour, hour + 1), projectId });
  expect(await attempt(await project('POSTED'), 1)).toEqual([]);
  expect(await attempt(await project('CANCELLED'), 2)).toEqual(['WRONG_STATE projectId']);
  expect(await attempt('project_0193a000-0000-7000-8000-00000000dead', 3)).toEqual(['NOT_FOUND projectId']);
});
