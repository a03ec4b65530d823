import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'entry.noHeader': 'No header line was found. One row must name the columns, the title among them.',
    'entry.noTitleColumn': 'The header line in row {{row}} has no column for the title.',
    'entry.noRows': 'There are no entries below the header line.',
    'entry.titleMissing': 'The title is missing.',
    'entry.categoryMissing': 'This entry is new, so its category is needed.',
    'entry.kindMissing': 'This resource is new, so its kind is needed.',
    'entry.unitMissing': 'Say which unit offers it.',
    'entry.unknownCategory': '"{{value}}" is not a known category.',
    'entry.unknownKind':
      '"{{value}}" is not a known kind of resource: talent, technology, funds, goods, venue, facility or service.',
    'entry.badQuantity': '"{{value}}" is not a whole number from 1 to {{max}}.',
    'entry.unknownUnit': 'There is no active unit "{{value}}".',
    'entry.ambiguousUnit': 'Several units are named "{{value}}".',
    'entry.otherUnit': 'All entries of this file are of {{unit}}.',
    'entry.unknownId': 'There is no entry "{{value}}" on this list.',
    'entry.unitStays': 'The entry is another unit’s: entries keep their unit.',
    'entry.ambiguousTitle': 'Several entries of the unit bear this title. Give the id to tell which one is meant.',
    'entry.sameEntry': 'Row {{other}} is about the same entry.',
    'entry.tooMany': 'More than {{max}} entries do not go into one file: export them unit by unit.',
    'entry.providerStays': 'Who is behind a resource stays as it is.',
  },
  'zh-CN': {
    'entry.noHeader': '没有找到表头。须有一行写明各列名称，其中包括名称列。',
    'entry.noTitleColumn': '第 {{row}} 行的表头中没有名称列。',
    'entry.noRows': '表头下面没有内容。',
    'entry.titleMissing': '缺少名称。',
    'entry.categoryMissing': '这是新条目，须填写类别。',
    'entry.kindMissing': '这是新资源，须填写资源类型。',
    'entry.unitMissing': '请填写提供单位。',
    'entry.unknownCategory': '“{{value}}”不是已知的类别。',
    'entry.unknownKind': '“{{value}}”不是已知的资源类型：人才、技术、资金、物资、场地、设施、服务。',
    'entry.badQuantity': '“{{value}}”不是 1 至 {{max}} 的整数。',
    'entry.unknownUnit': '没有名为“{{value}}”的有效单位。',
    'entry.ambiguousUnit': '有多个单位名为“{{value}}”。',
    'entry.otherUnit': '本文件只包含{{unit}}的条目。',
    'entry.unknownId': '清单中没有编号为“{{value}}”的条目。',
    'entry.unitStays': '该条目属于其他单位，条目的单位不能更改。',
    'entry.ambiguousTitle': '该单位有多个同名条目，请填写编号。',
    'entry.sameEntry': '与第 {{other}} 行是同一条目。',
    'entry.tooMany': '一个文件最多 {{max}} 条，请按单位分别导出。',
    'entry.providerStays': '资源的提供人不能更改。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
