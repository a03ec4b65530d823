import { unitColumns } from '../../../../../../src/modules/alliance/shared/roster/unit-columns';

const fieldOf = unitColumns.fieldOf.bind(unitColumns);
const findHeader = unitColumns.findHeader.bind(unitColumns);

describe('a header', () => {
  it.each([
    ['单位名称', 'name'],
    ['名称', 'name'],
    ['成员单位', 'name'],
    ['Name', 'name'],
    [' Unit  Name ', 'name'],
    ['简称', 'shortName'],
    ['short_name', 'shortName'],
    ['shortName', 'shortName'],
    ['单位性质', 'kind'],
    ['性质', 'kind'],
    ['类别', 'kind'],
    ['KIND', 'kind'],
    ['隶属', 'affiliation'],
    ['隶属关系', 'affiliation'],
    ['统一社会信用代码', 'creditCode'],
    ['信用代码', 'creditCode'],
    ['credit code', 'creditCode'],
    ['ｃｒｅｄｉｔＣｏｄｅ', 'creditCode'],
    ['片区', 'areaGroup'],
    ['所在片区', 'areaGroup'],
    ['界别小组', 'sectorGroups'],
    ['界 别', 'sectorGroups'],
    ['Sector groups', 'sectorGroups'],
    ['所属社区', 'territory'],
    ['联系人', 'contactName'],
    ['联系电话', 'contactPhone'],
    ['电话', 'contactPhone'],
    ['手机', 'contactPhone'],
    ['联系人职务', 'contactTitle'],
    ['职务', 'contactTitle'],
    ['邮箱', 'contactEmail'],
    ['E-mail', 'contactEmail'],
    ['加入时间', 'joinedOn'],
    ['加入日期', 'joinedOn'],
    ['joinedOn', 'joinedOn'],
    ['联系领导', 'contactOfficial'],
    ['单位名称（全称）', 'name'],
    ['*单位名称', 'name'],
    ['加入时间 (年月)', 'joinedOn'],
    ['单位\n名称', 'name'],
    ['联系电话：', 'contactPhone'],
  ])('%p names %s', (header, field) => expect(fieldOf(header)).toBe(field));

  it.each([['序号'], ['备注'], [''], ['青枫街道党建共建联合会成员单位名册'], ['单位名称单位名称'], [7], [new Date()]])(
    '%p names nothing',
    (header) => expect(fieldOf(header)).toBeUndefined(),
  );
});

describe('the header line', () => {
  it('is found below titles and remarks', () => {
    const found = findHeader([
      ['青枫街道成员单位名册'],
      ['单位：家'],
      [''],
      ['序号', '单位名称', '备注', '单位性质'],
      ['1', '青枫小学', '', '学校'],
    ]);
    expect(found).toEqual({
      index: 3,
      columns: [
        { field: 'name', at: 1, header: '单位名称' },
        { field: 'kind', at: 3, header: '单位性质' },
      ],
    });
  });

  it('is not a title that happens to be a header word, when a fuller line follows', () => {
    expect(findHeader([['成员单位'], ['名称', '性质']])?.index).toBe(1);
  });

  it('may name the unit alone', () =>
    expect(findHeader([['名册'], ['', '单位名称'], ['', '青枫小学']])?.index).toBe(1));

  it('is found without a name column, so that its lack can be told', () => {
    expect(findHeader([['名册'], ['单位性质', '片区'], ['学校', '松溪']])?.index).toBe(1);
  });

  it('is not found in rows that only hold values', () => {
    expect(
      findHeader([
        ['青枫小学', '学校'],
        ['青枫社区', '社区'],
      ]),
    ).toBeUndefined();
    expect(findHeader([])).toBeUndefined();
  });
});
