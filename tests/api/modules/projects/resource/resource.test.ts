import type { Sender } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let school: Partner;
let clinic: Partner;
let community: Partner;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  [school, clinic] = (await alliance.partners('青枫小学', '社区诊所')) as [Partner, Partner];
  community = await alliance.addPartner('青枫社区', { kind: 'COMMUNITY', host: true });
});
afterAll(() => world.close());

const content = { title: '多功能厅', category: 'CULTURE_SPORTS', kind: 'VENUE' };
const publish = (more: object = {}, { unitId, representative }: Partner = school) =>
  world.as(representative).make('publishResource', 'resource', { unitId, ...content, ...more });
const codes = async (by: Sender, mutation: string, input: object) =>
  (await world.as(by).attempt(mutation, input)).userErrors.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const book = (resourceId: string, from: string, until: string, { unitId, representative }: Partner = clinic) =>
  world.as(representative).make('requestBooking', 'booking', { resourceId, unitId, from, until });

describe('publishing', () => {
  it('puts what a unit offers on the list', async () => {
    const more = { capacity: '80 座', quantity: 2, availableFrom: '2026-01-01', availableUntil: '2099-12-31' };
    const id = await publish(more);
    expect(
      await world.as().node(
        id,
        `... on Resource { title category kind capacity quantity availableFrom availableUntil status version provider
            unit { id } }`,
      ),
    ).toEqual({ ...content, ...more, status: 'AVAILABLE', version: 1, provider: null, unit: { id: school.unitId } });
  });

  it('lets hosts and communities, and no others, keep what residents offer', async () => {
    const id = await publish({ provider: '王阿姨', title: '缝纫机', kind: 'GOODS' }, community);
    expect(await world.as().node(id, '... on Resource { provider quantity }')).toEqual({
      provider: '王阿姨',
      quantity: 1,
    });
    expect(
      await codes(school.representative, 'publishResource', { unitId: school.unitId, ...content, provider: '王阿姨' }),
    ).toEqual(['INVALID provider']);
  });

  it('refuses others’ units and what is malformed', async () => {
    const attempt = (more: object, by: Sender = school.representative) =>
      codes(by, 'publishResource', { unitId: school.unitId, ...content, ...more });
    expect(await attempt({}, clinic.representative)).toEqual(['NOT_ALLOWED unitId']);
    expect(await attempt({}, alliance.organiser)).toEqual(['NOT_ALLOWED unitId']);
    expect(await attempt({}, alliance.secretariat)).toEqual([]);
    expect(await attempt({ title: '——' })).toEqual(['INVALID title']);
    expect(await attempt({ quantity: 0 })).toEqual(['INVALID quantity']);
    expect(await attempt({ availableFrom: '2026-02-01', availableUntil: '2026-01-31' })).toEqual([
      'INVALID availableUntil',
    ]);
  });
});

describe('changing', () => {
  it('writes what is given, once, by its people', async () => {
    const id = await publish({ capacity: '80 座' });
    const input = {
      resourceId: id,
      expectedVersion: 1,
      title: '报告厅',
      capacity: null,
      quantity: 3,
      status: 'RESERVED',
    };
    const shown = 'resource { title capacity quantity status version }';
    expect(await world.as(school.representative).mutate('updateResource', input, shown)).toEqual({
      resource: { title: '报告厅', capacity: null, quantity: 3, status: 'RESERVED', version: 2 },
    });
    expect(await codes(school.representative, 'updateResource', input)).toEqual(['CONFLICT expectedVersion']);
    expect(await codes(clinic.representative, 'updateResource', { resourceId: id, quantity: 5 })).toEqual([
      'NOT_ALLOWED resourceId',
    ]);
    expect(await codes(alliance.secretariat, 'updateResource', { resourceId: id, status: 'UNAVAILABLE' })).toEqual([]);
    expect(await codes(clinic.representative, 'updateResource', { resourceId: id, quantity: 5 })).toEqual([
      'NOT_FOUND resourceId',
    ]);
  });

  it('takes nothing off the list that is booked ahead', async () => {
    const id = await publish();
    const booking = await book(id, inDays(1), inDays(2));
    const off = { resourceId: id, status: 'UNAVAILABLE' };
    expect(await codes(school.representative, 'updateResource', off)).toEqual(['WRONG_STATE status']);
    await world.as(school.representative).mutate('setBookingStatus', { bookingId: booking, status: 'DECLINED' });
    expect(await codes(school.representative, 'updateResource', off)).toEqual([]);
  });

  it('lowers the quantity to what is booked at any one moment, moving bookings together, and no further', async () => {
    const id = await publish({ quantity: 3 });
    // a holds the first place, b the second, c the third until a is gone: two at once at the most
    const a = await book(id, inDays(1), inDays(3));
    await book(id, inDays(1), inDays(5));
    await book(id, inDays(2), inDays(6));
    const lower = (quantity: number) => codes(school.representative, 'updateResource', { resourceId: id, quantity });
    expect(await lower(2)).toEqual(['LIMIT_REACHED quantity']);
    await world.as(clinic.representative).mutate('setBookingStatus', { bookingId: a, status: 'CANCELLED' });
    expect(await lower(1)).toEqual(['LIMIT_REACHED quantity']);
    expect(await lower(2)).toEqual([]);
    const slots = await world.sql<{ slot: number }>(
      `select slot from bookings where resource_id = $1 and status = 'REQUESTED' order by slot`,
      [id.slice(id.lastIndexOf('_') + 1)],
    );
    expect(slots).toEqual([{ slot: 1 }, { slot: 2 }]);
  });
});

it('what was never used is found: what is neither booked nor in a project that was posted', async () => {
  const [idle, booked, given] = [
    await publish({ title: '闲置甲' }),
    await publish({ title: '闲置乙' }),
    await publish({ title: '闲置丙' }),
  ];
  await book(booked, inDays(1), inDays(2));
  await world.as(clinic.representative).mutate('setBookingStatus', {
    bookingId: await book(given, inDays(1), inDays(2)),
    status: 'CANCELLED',
  });
  const found = async (unused: boolean) =>
    (
      await alliance.shown<{ resources: { nodes: { id: string }[] } }>(
        `resources(filter: { text: "闲置", unused: ${unused} }) { nodes { id } }`,
      )
    ).resources.nodes.map(({ id }) => id);
  expect((await found(true)).sort()).toEqual([idle, given].sort());
  expect(await found(false)).toEqual([booked]);
});

it('bookings are asked for between two moments, in order, at most a year apart', async () => {
  const id = await publish();
  const query =
    'query ($id: ID!, $from: DateTime!, $to: DateTime!) { node(id: $id) { ... on Resource { bookings(from: $from, to: $to) { id } } } }';
  const asked = async (from: string, to: string) => JSON.stringify(await world.as().send(query, { id, from, to }));
  expect(await asked('2026-01-01T00:00:00Z', '2027-01-02T00:00:00Z')).toContain('"bookings":[]');
  for (const to of ['2026-01-01T00:00:00Z', '2025-01-01T00:00:00Z', '2027-01-02T00:00:00.001Z']) {
    const answer = await asked('2026-01-01T00:00:00Z', to);
    expect(answer).toContain('"code":"INVALID"');
    expect(answer).toContain('"to"');
  }
});
