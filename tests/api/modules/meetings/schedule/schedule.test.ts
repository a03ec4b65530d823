import { rowId } from '../../../../testkit/world/test-world';
import { dueAt, errors, numbered, SectorMeetings } from '../../../../testkit/world/sector-meetings';

let meetings: SectorMeetings;
beforeAll(async () => {
  meetings = await SectorMeetings.open();
});
afterAll(() => meetings.close());

const units = (meeting: { attendance: readonly { unit: { id: string } }[] | null }) =>
  meeting.attendance?.map(({ unit }) => unit.id).sort();

describe('scheduleMeeting', () => {
  it("invites the scope's active units but no hosts, and makes the sender its organiser", async () => {
    const meeting = await meetings.schedule();
    expect(meeting).toMatchObject({
      status: 'SCHEDULED',
      version: 1,
      scope: { id: meetings.sector },
      organisers: [{ id: meetings.organiser.id }],
      openedAt: null,
      quorum: null,
    });
    expect(units(meeting)).toEqual([...meetings.units].sort());
    expect(meeting.agenda).toEqual({ revision: 1, current: null, items: [] });
    expect(await meetings.events(meeting.id)).toEqual([{ revision: 1, content: { meeting: true } }]);
  });

  it('invites all active units to a meeting of the whole alliance', async () => {
    const meeting = await meetings.schedule({ scopeId: null });
    expect(meeting['scope']).toEqual({ id: meetings.alliance.id });
    expect(units(meeting)).toEqual([...meetings.units, meetings.outsideUnit].sort());
  });

  it('invites to a meeting of a territory the units in it, below it, and paired with either', async () => {
    const territory = (name: string, level: string, parentId?: string) =>
      meetings.world
        .as(meetings.alliance.secretariat)
        .make('createTerritory', 'territory', { allianceId: meetings.alliance.id, name, level, parentId });
    const community = await territory('松溪社区', 'COMMUNITY');
    const grid = await territory('第一网格', 'GRID', community);
    const invited = [
      await meetings.alliance.addUnit({ territoryId: community }),
      await meetings.alliance.addUnit({ territoryId: grid }),
      await meetings.alliance.addUnit({ pairedTerritoryIds: [grid] }),
    ];
    expect(units(await meetings.schedule({ scopeId: community, kind: 'COMMUNITY' }))).toEqual(invited.sort());
  });

  it('takes its units, guests, organisers, quorum and agenda as they are given', async () => {
    const meeting = await meetings.schedule({
      inviteUnitIds: [meetings.outsideUnit, meetings.units[0]],
      guests: [{ name: ' 沈阿姨 ', capacity: 'RESIDENT' }],
      quorum: 2,
      venue: '  ',
      organiserIds: [meetings.observer.id],
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
    expect((await meetings.see(meeting.id, meetings.alliance.secretariat))?.organisers).toEqual([
      { id: meetings.observer.id },
    ]);
    expect(units(meeting)).toEqual([meetings.outsideUnit, meetings.units[0]].sort());
    expect(numbered(meeting.agenda)).toEqual(['1 开场', '2 讨论']);
    expect(meeting.agenda.items.map(dueAt)).toEqual(['01:00', '01:05']);
    const [event] = await meetings.events(meeting.id);
    expect(event?.content.items).toEqual(meeting.agenda.items.map(({ id }) => ({ id: rowId(id), was: null, is: 1 })));
  });

  it('keeps a draft to those who run it', async () => {
    const draft = await meetings.schedule({ draft: true, agenda: [{ title: '秘密', kind: 'DISCUSSION' }] });
    expect(draft.status).toBe('DRAFT');
    expect(numbered(draft.agenda)).toEqual(['1 秘密']);
    for (const caller of [meetings.convenor, meetings.liaison, meetings.alliance.secretariat])
      expect((await meetings.see(draft.id, caller))?.id).toBe(draft.id);
    for (const caller of [{}, meetings.observer, meetings.representative, meetings.other.secretariat])
      expect(await meetings.see(draft.id, caller)).toBeNull();
  });

  it('names the last meeting of the same scope and kind before it', async () => {
    const at = (day: number, more: object = {}) =>
      meetings.schedule({ scopeId: meetings.otherSector, startsAt: `2026-05-0${day}T01:00:00.000Z`, ...more });
    const first = await at(1);
    await at(2, { kind: 'CULTURE' });
    await at(3, { draft: true });
    const cancelled = await at(4);
    await meetings.done('cancelMeeting', { meetingId: cancelled.id, reason: '延期' });
    const fifth = await at(5);
    expect(fifth['previous']).toEqual({ id: first.id });
    expect(first['previous']).toBeNull();
    // one that comes in between takes its place, wherever the others were moved to since
    const between = await at(3);
    expect((await meetings.see(fifth.id))?.['previous']).toEqual({ id: between.id });
    await meetings.done('updateMeeting', { meetingId: between.id, startsAt: '2026-05-06T01:00:00.000Z', endsAt: null });
    expect((await meetings.see(fifth.id))?.['previous']).toEqual({ id: first.id });
  });

  it('names the last one that the viewer may see', async () => {
    const at = (day: number, visibility: string) =>
      meetings.schedule({
        scopeId: meetings.otherSector,
        kind: 'SHOWCASE',
        visibility,
        startsAt: `2026-05-0${day}T01:00:00.000Z`,
      });
    const first = await at(1, 'PUBLIC');
    const hidden = await at(2, 'CLOSED');
    const last = await at(3, 'PUBLIC');
    expect((await meetings.see(last.id, {}))?.['previous']).toEqual({ id: first.id });
    expect((await meetings.see(last.id, meetings.observer))?.['previous']).toEqual({ id: first.id });
    expect((await meetings.see(last.id, meetings.alliance.secretariat))?.['previous']).toEqual({ id: hidden.id });
  });

  it('is for the secretariat and organisers anywhere, and for convenors and liaisons in their own group', async () => {
    const attempts = [
      [meetings.alliance.secretariat, null],
      [meetings.organiser, null],
      [meetings.convenor, meetings.sector],
      [meetings.liaison, meetings.sector],
    ] as const;
    for (const [caller, scopeId] of attempts)
      expect(errors(await meetings.run('scheduleMeeting', meetings.plan({ scopeId }), caller))).toEqual([]);
    const refused = [
      [meetings.convenor, meetings.otherSector, 'scopeId'],
      [meetings.liaison, meetings.otherSector, 'scopeId'],
      [meetings.convenor, null, 'allianceId'],
      [meetings.observer, meetings.sector, 'scopeId'],
      [meetings.representative, meetings.sector, 'scopeId'],
      [meetings.other.secretariat, meetings.sector, 'scopeId'],
    ] as const;
    for (const [caller, scopeId, path] of refused) {
      const answer = await meetings.run('scheduleMeeting', meetings.plan({ scopeId }), caller);
      expect([answer.meeting, errors(answer)]).toEqual([null, [['NOT_ALLOWED', path]]]);
    }
  });

  it('does not let a liaison hand out what a liaison may not do', async () => {
    expect((await meetings.schedule({}, meetings.liaison)).organisers).toEqual([]);
    const answer = await meetings.run(
      'scheduleMeeting',
      meetings.plan({ organiserIds: [meetings.liaison.id] }),
      meetings.liaison,
    );
    expect(errors(answer)).toEqual([['NOT_ALLOWED', 'organiserIds']]);
  });

  it('tells nothing of another alliance: what is there is as what is nowhere', async () => {
    const foreign = await meetings.other.addUnit();
    const applied = await meetings.alliance.addUnit();
    await meetings.world.sql(`update member_units set status = 'APPLIED' where id = $1`, [rowId(applied)]);
    const left = await meetings.alliance.addUnit();
    await meetings.world.sql(`update member_units set status = 'LEFT' where id = $1`, [rowId(left)]);
    const nowhere = crypto.randomUUID();
    const answer = await meetings.run(
      'scheduleMeeting',
      meetings.plan({ inviteUnitIds: [meetings.units[0], foreign, applied, `unit_${nowhere}`, left] }),
      meetings.convenor,
    );
    expect(errors(answer)).toEqual([
      ['NOT_FOUND', 'inviteUnitIds.1'],
      ['NOT_FOUND', 'inviteUnitIds.2'],
      ['NOT_FOUND', 'inviteUnitIds.3'],
      ['WRONG_STATE', 'inviteUnitIds.4'],
    ]);
    const scope = await meetings.world
      .as(meetings.other.secretariat)
      .make('createSectorGroup', 'sectorGroup', { allianceId: meetings.other.id, name: '别处' });
    const others: [object, string][] = [
      [{ scopeId: scope }, 'scopeId'],
      [{ scopeId: meetings.other.id }, 'scopeId'],
      [{ scopeId: `territory_${nowhere}` }, 'scopeId'],
      [{ allianceId: `alliance_${nowhere}`, scopeId: null }, 'allianceId'],
      [{ organiserIds: [meetings.other.secretariat.id] }, 'organiserIds.0'],
      [{ agenda: [{ title: 'x', kind: 'REPORT', presenterUnitId: foreign }] }, 'agenda.0.presenterUnitId'],
    ];
    for (const [more, path] of others)
      expect(errors(await meetings.run('scheduleMeeting', meetings.plan(more), meetings.organiser))).toEqual([
        ['NOT_FOUND', path],
      ]);
  });

  it('says what is wrong with its input, and where', async () => {
    const wrong: [object, unknown[]][] = [
      [{ title: ' ' }, [['INVALID', 'title']]],
      [{ endsAt: '2026-11-23T01:00:00.000Z' }, [['INVALID', 'endsAt']]],
      [{ startsAt: '1899-12-31T00:00:00Z' }, [['INVALID', 'startsAt']]],
      [{ endsAt: '2200-01-01T00:00:00Z' }, [['INVALID', 'endsAt']]],
      [{ quorum: 4 }, [['INVALID', 'quorum']]],
      [{ quorum: 0 }, [['INVALID', 'quorum']]],
      [{ inviteUnitIds: [meetings.units[0], meetings.units[0]] }, [['INVALID', 'inviteUnitIds']]],
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
      [{ scopeId: meetings.units[0] }, [['NOT_FOUND', 'scopeId']]],
    ];
    for (const [more, expected] of wrong)
      expect(errors(await meetings.run('scheduleMeeting', meetings.plan(more), meetings.organiser))).toEqual(expected);
    const { data, errors: top } = await meetings.world
      .as()
      .send('mutation ($input: ScheduleMeetingInput!) { scheduleMeeting(input: $input) { meeting { id } } }', {
        input: meetings.plan(),
      });
    expect([data ?? null, top?.[0]?.extensions.code]).toEqual([null, 'UNAUTHENTICATED']);
  });
});

it('every meeting has every revision once', async () => expect(await meetings.gaps()).toEqual([]));
