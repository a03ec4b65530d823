import { startTestServer } from '../../../../testkit/server';
import { dueAt, errors, Hall, numbered, rowOf } from '../hall';

let hall: Hall;
beforeAll(async () => {
  hall = await Hall.on(await startTestServer());
}, 60_000);
afterAll(() => hall.close());

const units = (meeting: { attendance: readonly { unit: { id: string } }[] | null }) =>
  meeting.attendance?.map(({ unit }) => unit.id).sort();

describe('scheduleMeeting', () => {
  it("invites the scope's active units but no hosts, and makes the sender its organiser", async () => {
    const meeting = await hall.schedule();
    expect(meeting).toMatchObject({
      status: 'SCHEDULED',
      version: 1,
      scope: { id: hall.sector },
      organisers: [{ id: hall.organiser.id }],
      openedAt: null,
      quorum: null,
    });
    expect(units(meeting)).toEqual([...hall.units].sort());
    expect(meeting.agenda).toEqual({ revision: 1, current: null, items: [] });
    expect(await hall.events(meeting.id)).toEqual([{ revision: 1, content: { meeting: true } }]);
  });

  it('invites all active units to a meeting of the whole alliance', async () => {
    const meeting = await hall.schedule({ scopeId: null });
    expect(meeting['scope']).toEqual({ id: hall.alliance.id });
    expect(units(meeting)).toEqual([...hall.units, hall.outsideUnit].sort());
  });

  it('invites to a meeting of a territory the units in it, below it, and paired with either', async () => {
    const territory = (name: string, level: string, parentId?: string) =>
      hall.world.make(
        'createTerritory',
        'territory',
        { allianceId: hall.alliance.id, name, level, parentId },
        hall.alliance.secretary,
      );
    const community = await territory('松溪社区', 'COMMUNITY');
    const grid = await territory('第一网格', 'GRID', community);
    const invited = [
      await hall.world.addUnit(hall.alliance, { territoryId: community }),
      await hall.world.addUnit(hall.alliance, { territoryId: grid }),
      await hall.world.addUnit(hall.alliance, { pairedTerritoryIds: [grid] }),
    ];
    expect(units(await hall.schedule({ scopeId: community, kind: 'COMMUNITY' }))).toEqual(invited.sort());
  });

  it('takes its units, guests, organisers, quorum and agenda as they are given', async () => {
    const meeting = await hall.schedule({
      inviteUnitIds: [hall.outsideUnit, hall.units[0]],
      guests: [{ name: ' 沈阿姨 ', capacity: 'RESIDENT' }],
      quorum: 2,
      venue: '  ',
      organiserIds: [hall.observer.id],
      agenda: [
        { title: '开场', kind: 'INFORMATION', plannedMinutes: 5 },
        { title: '讨论', kind: 'DISCUSSION' },
      ],
    });
    expect(meeting).toMatchObject({
      guests: [{ name: '沈阿姨', present: false }],
      quorum: { required: 2, present: 0, met: false },
      venue: null,
    });
    expect((await hall.see(meeting.id, hall.alliance.secretary))?.organisers).toEqual([{ id: hall.observer.id }]);
    expect(units(meeting)).toEqual([hall.outsideUnit, hall.units[0]].sort());
    expect(numbered(meeting.agenda)).toEqual(['1 开场', '2 讨论']);
    expect(meeting.agenda.items.map(dueAt)).toEqual(['01:00', '01:05']);
    const [event] = await hall.events(meeting.id);
    expect(event?.content.items).toEqual(meeting.agenda.items.map(({ id }) => ({ id: rowOf(id), was: null, is: 1 })));
  });

  it('keeps a draft to those who run it', async () => {
    const draft = await hall.schedule({ draft: true, agenda: [{ title: '秘密', kind: 'DISCUSSION' }] });
    expect(draft.status).toBe('DRAFT');
    expect(numbered(draft.agenda)).toEqual(['1 秘密']);
    for (const caller of [hall.convenor, hall.liaison, hall.alliance.secretary])
      expect((await hall.see(draft.id, caller))?.id).toBe(draft.id);
    for (const caller of [{}, hall.observer, hall.representative, hall.other.secretary])
      expect(await hall.see(draft.id, caller)).toBeNull();
  });

  it('names the last meeting of the same scope and kind before it', async () => {
    const at = (day: number, more: object = {}) =>
      hall.schedule({ scopeId: hall.otherSector, startsAt: `2026-05-0${day}T01:00:00.000Z`, ...more });
    const first = await at(1);
    await at(2, { kind: 'CULTURE' });
    await at(3, { draft: true });
    const cancelled = await at(4);
    await hall.done('cancelMeeting', { meetingId: cancelled.id, reason: '延期' });
    expect((await at(5))['previous']).toEqual({ id: first.id });
    expect(first['previous']).toBeNull();
  });

  it('is for the secretariat and organisers anywhere, and for convenors and liaisons in their own group', async () => {
    const attempts = [
      [hall.alliance.secretary, null],
      [hall.organiser, null],
      [hall.convenor, hall.sector],
      [hall.liaison, hall.sector],
    ] as const;
    for (const [caller, scopeId] of attempts)
      expect(errors(await hall.run('scheduleMeeting', hall.plan({ scopeId }), caller))).toEqual([]);
    const refused = [
      [hall.convenor, hall.otherSector, 'scopeId'],
      [hall.liaison, hall.otherSector, 'scopeId'],
      [hall.convenor, null, 'allianceId'],
      [hall.observer, hall.sector, 'scopeId'],
      [hall.representative, hall.sector, 'scopeId'],
      [hall.other.secretary, hall.sector, 'scopeId'],
    ] as const;
    for (const [caller, scopeId, path] of refused) {
      const answer = await hall.run('scheduleMeeting', hall.plan({ scopeId }), caller);
      expect([answer.meeting, errors(answer)]).toEqual([null, [['NOT_ALLOWED', path]]]);
    }
  });

  it('does not let a liaison hand out what a liaison may not do', async () => {
    expect((await hall.schedule({}, hall.liaison)).organisers).toEqual([]);
    const answer = await hall.run('scheduleMeeting', hall.plan({ organiserIds: [hall.liaison.id] }), hall.liaison);
    expect(errors(answer)).toEqual([['NOT_ALLOWED', 'organiserIds']]);
  });

  it('tells nothing of another alliance: what is there is as what is nowhere', async () => {
    const foreign = await hall.world.addUnit(hall.other);
    const applied = await hall.world.addUnit(hall.alliance);
    await hall.world.rows(`update member_units set status = 'APPLIED' where id = $1`, [rowOf(applied)]);
    const left = await hall.world.addUnit(hall.alliance);
    await hall.world.rows(`update member_units set status = 'LEFT' where id = $1`, [rowOf(left)]);
    const nowhere = crypto.randomUUID();
    const answer = await hall.run(
      'scheduleMeeting',
      hall.plan({ inviteUnitIds: [hall.units[0], foreign, applied, `unit_${nowhere}`, left] }),
      hall.convenor,
    );
    expect(errors(answer)).toEqual([
      ['NOT_FOUND', 'inviteUnitIds.1'],
      ['NOT_FOUND', 'inviteUnitIds.2'],
      ['NOT_FOUND', 'inviteUnitIds.3'],
      ['WRONG_STATE', 'inviteUnitIds.4'],
    ]);
    const scope = await hall.world.make(
      'createSectorGroup',
      'sectorGroup',
      { allianceId: hall.other.id, name: '别处' },
      hall.other.secretary,
    );
    const others: [object, string][] = [
      [{ scopeId: scope }, 'scopeId'],
      [{ scopeId: hall.other.id }, 'scopeId'],
      [{ scopeId: `territory_${nowhere}` }, 'scopeId'],
      [{ allianceId: `alliance_${nowhere}`, scopeId: null }, 'allianceId'],
      [{ organiserIds: [hall.other.secretary.id] }, 'organiserIds.0'],
      [{ agenda: [{ title: 'x', kind: 'REPORT', presenterUnitId: foreign }] }, 'agenda.0.presenterUnitId'],
    ];
    for (const [more, path] of others)
      expect(errors(await hall.run('scheduleMeeting', hall.plan(more), hall.organiser))).toEqual([['NOT_FOUND', path]]);
  });

  it('says what is wrong with its input, and where', async () => {
    const wrong: [object, unknown[]][] = [
      [{ title: ' ' }, [['INVALID', 'title']]],
      [{ endsAt: '2026-11-23T01:00:00.000Z' }, [['INVALID', 'endsAt']]],
      [{ startsAt: '1899-12-31T00:00:00Z' }, [['INVALID', 'startsAt']]],
      [{ endsAt: '2200-01-01T00:00:00Z' }, [['INVALID', 'endsAt']]],
      [{ quorum: 4 }, [['INVALID', 'quorum']]],
      [{ quorum: 0 }, [['INVALID', 'quorum']]],
      [{ inviteUnitIds: [hall.units[0], hall.units[0]] }, [['INVALID', 'inviteUnitIds']]],
      [
        {
          agenda: [
            { title: 'ok', kind: 'BREAK' },
            { title: '长'.repeat(201), kind: 'BREAK', plannedMinutes: 1441 },
          ],
        },
        [
          ['INVALID', 'agenda.1.title'],
          ['INVALID', 'agenda.1.plannedMinutes'],
        ],
      ],
      [{ agenda: Array.from({ length: 501 }, () => ({ title: 'x', kind: 'BREAK' })) }, [['LIMIT_REACHED', 'agenda']]],
      [{ scopeId: hall.units[0] }, [['NOT_FOUND', 'scopeId']]],
    ];
    for (const [more, expected] of wrong)
      expect(errors(await hall.run('scheduleMeeting', hall.plan(more), hall.organiser))).toEqual(expected);
    const { data, errors: top } = await hall.world.send(
      'mutation ($input: ScheduleMeetingInput!) { scheduleMeeting(input: $input) { meeting { id } } }',
      { input: hall.plan() },
    );
    expect([data ?? null, top?.[0]?.extensions.code]).toEqual([null, 'UNAUTHENTICATED']);
  });
});

it('every meeting has every revision once', async () => expect(await hall.gaps()).toEqual([]));
