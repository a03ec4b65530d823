import fc from 'fast-check';
import type { Cell } from '../../../../../../src/modules/alliance/shared/roster/grid';
import { cleanText, foldName, isEmpty } from '../../../../../../src/modules/alliance/shared/roster/text';
import {
  normalisePhone,
  parseAffiliation,
  parseCreditCode,
  parseDay,
  parseEmail,
  parseKind,
  parseNames,
  parsePhones,
} from '../../../../../../src/modules/alliance/shared/roster/values';

const value = (outcome: { ok: boolean; value?: unknown; reason?: { key: string } }) =>
  outcome.ok ? outcome.value : outcome.reason?.key;

describe('a day', () => {
  it.each<[Cell, string]>([
    ['2011年10月', '2011-10-01'],
    ['2011年10月3日', '2011-10-03'],
    ['2011年10月3号', '2011-10-03'],
    ['2011 年 10 月 3 日', '2011-10-03'],
    ['2011-10-18', '2011-10-18'],
    ['2011/8/22', '2011-08-22'],
    ['2011.8.22', '2011-08-22'],
    ['2011-10', '2011-10-01'],
    ['2011/8', '2011-08-01'],
    ['20110822', '2011-08-22'],
    ['201108', '2011-08-01'],
    ['２０１１年１０月', '2011-10-01'],
    ['２０１１－１０－１８', '2011-10-18'],
    ['2011–10–18', '2011-10-18'],
    ['2011-10-18T09:30:00.000Z', '2011-10-18'],
    ['2011-10-18T23:30:00+08:00', '2011-10-18'],
    ['2011/10/18 0:00:00', '2011-10-18'],
    ['40777', '2011-08-22'],
    [40777, '2011-08-22'],
    [40777.75, '2011-08-22'],
    [20110822, '2011-08-22'],
    [201110, '2011-10-01'],
    [new Date('2011-08-22T00:00:00Z'), '2011-08-22'],
    ['2012-02-29', '2012-02-29'],
    ['1900-01-01', '1900-01-01'],
    ['2100-12-31', '2100-12-31'],
  ])('is read from %p', (cell, day) => expect(parseDay(cell)).toEqual({ ok: true, value: day }));

  it.each<[Cell]>([
    ['2011-02-29'],
    ['2011年13月'],
    ['2011-00-10'],
    ['2011-4-31'],
    ['1800-01-01'],
    ['1899-12-31'],
    ['2101-01-01'],
    ['11-10-18'],
    ['11年10月'],
    ['2011'],
    [2011],
    ['2011年'],
    [2011.1],
    ['2011-10/18'],
    ['18/10/2011'],
    ['10月18日'],
    ['soon'],
    ['2011-10 10:30'],
    [40],
    [-5],
    [1e9],
    [Number.NaN],
    [new Date(Number.NaN)],
    [new Date('1800-01-01')],
    ['99999'],
    ['2011-10-18 25'],
  ])('is not guessed from %p', (cell) => expect(value(parseDay(cell))).toBe('roster.badDate'));

  it('comes back from every way of writing it', () => {
    const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-12-31T23:59:59Z'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (date) => {
        const day = date.toISOString().slice(0, 10);
        const [y, m, d] = day.split('-').map(Number) as [number, number, number];
        const midnight = new Date(`${day}T00:00:00Z`);
        const written: Cell[] = [
          day,
          `${y}/${m}/${d}`,
          `${y}.${m}.${d}`,
          `${y}年${m}月${d}日`,
          day.replaceAll('-', ''),
          date.toISOString(),
          midnight,
        ];
        for (const cell of written) expect(parseDay(cell)).toEqual({ ok: true, value: day });
        const serial = midnight.getTime() / 86_400_000 + 25_569;
        if (serial >= 10_000) expect(parseDay(serial)).toEqual({ ok: true, value: day });
      }),
    );
  });

  it('is a day that exists, or a problem, whatever the cell holds', () => {
    const nearly = fc.stringMatching(/^\d{4}[-/.年]\d{1,3}[-/.月]?\d{0,3}日?$/);
    const cells = fc.oneof(fc.string({ unit: 'grapheme' }), fc.double(), fc.date(), nearly);
    fc.assert(
      fc.property(cells, (cell) => {
        const outcome = parseDay(cell);
        if (outcome.ok) expect(new Date(outcome.value).toISOString().slice(0, 10)).toBe(outcome.value);
        else expect(outcome.reason.key).toBe('roster.badDate');
      }),
    );
  });
});

describe('telephone numbers', () => {
  it.each<[Cell, string]>([
    [13988552897, '13988552897'],
    ['13988552897', '13988552897'],
    ['139 8504 7483', '13985047483'],
    ['139-8504-7483', '13985047483'],
    ['+86 139 8504 7483', '13985047483'],
    ['86-13985047483', '13985047483'],
    ['１３９８８５５２８９７', '13988552897'],
    ["'13988552897", '13988552897'],
    ['0571-84024092', '0571-84024092'],
    ['0571 84024092', '0571-84024092'],
    ['(0571)84024092', '0571-84024092'],
    ['（0571）8402 4092', '0571-84024092'],
    ['057184024092', '0571-84024092'],
    ['0571—84024092', '0571-84024092'],
    ['+86 571 84024092', '0571-84024092'],
    ['+86-10-65551234', '010-65551234'],
    ['01065551234', '010-65551234'],
    ['02161234567', '021-61234567'],
    ['84024092', '84024092'],
    ['0571-84024092转801', '0571-84024092转801'],
    ['0571-84024092-801', '0571-84024092转801'],
    ['0571-84024092 ext. 801', '0571-84024092转801'],
    ['0571-84024092 x801', '0571-84024092转801'],
    ['0571-84024092分机801', '0571-84024092转801'],
    ['84024092-801', '84024092转801'],
    ['400-123-4567', '400-123-4567'],
    ['4001234567', '400-123-4567'],
    ['12345', '12345'],
    ['661234', '661234'],
    ['+852 2345 6789', '+85223456789'],
    ['139 5106 6010、0571-86000000', '13951066010、0571-86000000'],
    ['13951066010/13951066011', '13951066010、13951066011'],
    ['13951066010，13951066011；84024092', '13951066010、13951066011、84024092'],
    ['13951066010\n84024092', '13951066010、84024092'],
    ['13951066010、', '13951066010'],
  ])('are read from %p', (cell, phones) => expect(parsePhones(cell)).toEqual({ ok: true, value: phones }));

  it.each<[Cell]>([
    ['1398855289'],
    ['139885528971'],
    ['张三'],
    ['张三13988552897'],
    ['12'],
    [57184024092],
    ['0571-'],
    ['-'],
    ['()'],
    ['、'],
    ['13988552897、电话'],
    ['1.39E+10'],
  ])('are not guessed from %p', (cell) => expect(value(parsePhones(cell))).toBe('roster.badPhone'));

  it('name the one of several that is wrong', () => {
    expect(parsePhones('13951066010、9')).toEqual({
      ok: false,
      reason: { key: 'roster.badPhone', params: { value: '9' } },
    });
  });

  it.each(['+000-000', '0086000-000', '80000000-1#2', '+8-613900000000'])('are none: %s', (written) =>
    expect(normalisePhone(written)).toBeNull(),
  );

  it('stay as they are when normalised again', () => {
    const written = fc.oneof(
      fc.stringMatching(/^1[3-9]\d \d{4} \d{4}$/),
      fc.stringMatching(/^\(?0(10|2\d|[3-9]\d\d)\)?-?[2-9]\d{6,7}(转\d{1,6})?$/),
      fc.string({ unit: fc.constantFrom(...'0123456789-+()转x# ') }),
    );
    fc.assert(
      fc.property(written, (text) => {
        const once = normalisePhone(text);
        if (once !== null) expect(normalisePhone(once)).toBe(once);
      }),
    );
  });
});

describe('a credit code in a cell', () => {
  it.each<[Cell, string]>([
    ['12339901100000008R', '12339901100000008R'],
    [' 91339901101346238b ', '91339901101346238B'],
    ['１２３３９９０１１００００００８R', 'roster.badCreditCode'],
    ['１２３３９９０１１０００００００８Ｒ', '12339901100000008R'],
    ["'913399011000791902", '913399011000791902'],
    ['\u200b913399011000791902\t', '913399011000791902'],
    ['12339901100000008T', 'roster.badCreditCode'],
    ['101', 'roster.badCreditCode'],
    [913399011000791902, 'roster.creditCodeAsNumber'],
    ['9.13399E+17', 'roster.creditCodeAsNumber'],
    ['913399011000791000', 'roster.creditCodeAsNumber'],
  ])('%p gives %s', (cell, expected) => expect(value(parseCreditCode(cell))).toBe(expected));
});

describe('kinds and affiliations', () => {
  it.each([
    ['机关', 'GOVERNMENT'],
    ['党政机关', 'GOVERNMENT'],
    ['事业单位', 'PUBLIC_INSTITUTION'],
    ['国有企业', 'STATE_ENTERPRISE'],
    ['国企', 'STATE_ENTERPRISE'],
    ['民营企业', 'PRIVATE_ENTERPRISE'],
    ['私营企业', 'PRIVATE_ENTERPRISE'],
    ['非公企业', 'PRIVATE_ENTERPRISE'],
    ['社会组织', 'SOCIAL_ORGANISATION'],
    ['学校', 'SCHOOL'],
    ['医院', 'HOSPITAL'],
    ['部队', 'MILITARY'],
    ['社区', 'COMMUNITY'],
    ['其他', 'OTHER'],
    [' 民营 企业　', 'PRIVATE_ENTERPRISE'],
    ['STATE_ENTERPRISE', 'STATE_ENTERPRISE'],
    ['state enterprise', 'STATE_ENTERPRISE'],
    ['State-owned enterprise', 'STATE_ENTERPRISE'],
    ['School', 'SCHOOL'],
    ['公司', 'roster.unknownKind'],
    ['', 'roster.unknownKind'],
  ])('the kind %p is %s', (text, kind) => expect(value(parseKind(text))).toBe(kind));

  it.each([
    ['中央', 'CENTRAL'],
    ['中央驻', 'CENTRAL'],
    ['省', 'PROVINCIAL'],
    ['省属', 'PROVINCIAL'],
    ['市', 'MUNICIPAL'],
    ['市级', 'MUNICIPAL'],
    ['区', 'DISTRICT'],
    ['县', 'DISTRICT'],
    ['街道', 'SUBDISTRICT'],
    ['乡镇', 'SUBDISTRICT'],
    ['无', 'NONE'],
    ['NONE', 'NONE'],
    ['municipal', 'MUNICIPAL'],
    ['Municipal', 'MUNICIPAL'],
    ['火星', 'roster.unknownAffiliation'],
    ['-', 'roster.unknownAffiliation'],
  ])('the affiliation %p is %s', (text, affiliation) => expect(value(parseAffiliation(text))).toBe(affiliation));
});

describe('names and text', () => {
  it.each([
    ['民生服务、经济发展', ['民生服务', '经济发展']],
    ['民生服务，经济发展', ['民生服务', '经济发展']],
    ['民生服务;经济发展；文化交流', ['民生服务', '经济发展', '文化交流']],
    ['民生服务/经济发展', ['民生服务', '经济发展']],
    ['民生服务\n 经济发展 ', ['民生服务', '经济发展']],
    ['民生服务、民生服务、', ['民生服务']],
    ['、', []],
  ])('several names in %p are told apart', (text, names) =>
    expect(parseNames(text)).toEqual({ ok: true, value: names }),
  );

  it('text loses what nobody sees', () => {
    expect(cleanText('\ufeff　青枫\u200b市\r\n第一 \t 小学\u3000')).toBe('青枫市 第一 小学');
    expect(cleanText('e\u200b\u0301')).toBe('é');
  });

  it('cleaning twice is cleaning once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => expect(cleanText(cleanText(text))).toBe(cleanText(text))),
    );
  });

  it('a name is the same in any width, case and spacing, and no other', () => {
    expect(foldName('青枫百味（西区） ABC')).toBe(foldName('青枫百味(西区)ａｂｃ'));
    expect(foldName('青枫百味(西区)')).not.toBe(foldName('青枫百味(东区)'));
    expect(foldName('第1小学')).not.toBe(foldName('第-1小学'));
  });

  it.each<[Cell, boolean]>([
    ['', true],
    [' 　', true],
    ['—', true],
    ['/', true],
    ['无', true],
    ['N/A', true],
    ['0', false],
    [0, false],
  ])('the cell %p is empty: %p', (cell, empty) => expect(isEmpty(cell)).toBe(empty));

  it.each<[string, string]>([
    ['a.b@demo.example', 'a.b@demo.example'],
    ['ａ＠demo．example', 'a@demo.example'],
    [' a@demo.example ', 'a@demo.example'],
    ['a@demo', 'roster.badEmail'],
    ['a@b@demo.example', 'roster.badEmail'],
    ['a@demo.example;b@demo.example', 'roster.badEmail'],
    [`${'a'.repeat(250)}@demo.example`, 'roster.badEmail'],
  ])('the mail address %p gives %s', (text, expected) => expect(value(parseEmail(text))).toBe(expected));
});
