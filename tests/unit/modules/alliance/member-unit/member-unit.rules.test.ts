import { UpdateMemberUnitInput } from '../../../../../src/modules/alliance/member-unit/member-unit.inputs';
import {
  beyondStaff,
  contactsOf,
  holdsItsName,
  isCurrent,
  normalisePhones,
  unitAfter,
  unitChanges,
  type UnitRecord,
} from '../../../../../src/modules/alliance/member-unit/member-unit.rules';
import { Refused } from '../../../../../src/platform/writes/outcome';

const before: UnitRecord = {
  name: '青枫中学',
  shortName: '青中',
  kind: 'SCHOOL',
  affiliation: 'DISTRICT',
  creditCode: null,
  joinedOn: '2011-10-01',
  territoryId: 't1',
  areaGroupId: 'a1',
  contactOfficial: '王主任',
  sectorGroupIds: ['s1', 's2'],
  pairedTerritoryIds: [],
  contacts: [{ name: '张三', title: null, phone: '13988552897', email: null }],
};

const input = (fields: Partial<UpdateMemberUnitInput>): UpdateMemberUnitInput =>
  Object.assign(new UpdateMemberUnitInput(), { unitId: 'unit_1' }, fields);

describe('an update of a unit', () => {
  it('keeps what is absent, clears what is null and puts a list in the place of the old one', () => {
    const after = unitAfter(
      before,
      input({ shortName: null, name: ' 青枫\u3000第一中学 ' }),
      { sectorGroupIds: ['s3'], areaGroupId: null },
      undefined,
    );
    expect(after).toEqual({
      ...before,
      shortName: null,
      name: '青枫 第一中学',
      sectorGroupIds: ['s3'],
      areaGroupId: null,
    });
  });

  it('changes nothing when it says what is there already', () => {
    const after = unitAfter(
      before,
      input({ name: '青枫中学', contactOfficial: '王主任' }),
      { sectorGroupIds: ['s1', 's2'] },
      before.contacts,
    );
    expect(unitChanges(before, after)).toBeNull();
  });

  it('is told to the audit log with both values, of contacts with their number alone', () => {
    const after = { ...before, kind: 'HOSPITAL' as const, contacts: [] };
    expect(unitChanges(before, after)).toEqual({
      kind: { from: 'SCHOOL', to: 'HOSPITAL' },
      contacts: { from: 1, to: 0 },
    });
    expect(JSON.stringify(unitChanges(before, after))).not.toContain('张三');
  });

  it("is staff's to make where it touches contacts alone", () => {
    expect(beyondStaff(input({ contacts: [], expectedVersion: 3 }))).toBeNull();
    expect(beyondStaff(input({ contacts: [], shortName: null }))).toBe('shortName');
    expect(beyondStaff(input({ name: '别名' }))).toBe('name');
  });
});

describe('a contact', () => {
  it('is kept with its telephone numbers in one way of writing', () => {
    expect(contactsOf([{ name: ' 李 四 ', phone: '139 8855 2897，0571-84024092', email: 'a@b.example' }])).toEqual([
      { name: '李 四', title: null, phone: '13988552897、0571-84024092', email: 'a@b.example' },
    ]);
  });

  it('is refused, by its place, with what is no telephone number', () => {
    const refused = contactsOf([{ name: '甲' }, { name: '乙', phone: '明天再打' }]);
    expect(refused).toBeInstanceOf(Refused);
    expect((refused as Refused).refusals).toEqual([
      { code: 'INVALID', key: 'input.phone', path: ['contacts', '1', 'phone'] },
    ]);
  });

  it('can be sent back as it was read', () => {
    for (const written of ['13988552897、0571-84024092', '0571-84024092转801', '400-123-4567'])
      expect(normalisePhones(written)).toBe(written);
  });

  it('has at least one number where it has any', () => {
    expect(normalisePhones('、')).toBeNull();
    expect(normalisePhones('13988552897、x')).toBeNull();
  });
});

describe('a membership', () => {
  it('can be changed until it has ended or was declined', () => {
    const statuses = ['APPLIED', 'ACTIVE', 'SUSPENDED', 'LEFT', 'DECLINED'] as const;
    expect(statuses.filter(isCurrent)).toEqual(['APPLIED', 'ACTIVE', 'SUSPENDED']);
    expect(statuses.filter(holdsItsName)).toEqual(['ACTIVE', 'SUSPENDED']);
  });
});
