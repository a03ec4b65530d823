import { addMessages } from '../../../platform/i18n/messages';

const en = {
  'roster.tooManyBytes': 'The file is larger than {{mebibytes}} MiB.',
  'roster.notText': 'The file is not a CSV text. If it is a spreadsheet, import it as XLSX.',
  'roster.badEncoding': 'The text is neither UTF-8 nor GB18030. Save the file again as "CSV UTF-8".',
  'roster.badCsv': 'Row {{row}} cannot be read: a quotation mark is not closed, or the row is too long.',
  'roster.notWorkbook': 'The file is not an XLSX spreadsheet.',
  'roster.legacyWorkbook':
    'The file is an old XLS spreadsheet or is protected by a password. Save it as XLSX without a password.',
  'roster.unreadableWorkbook': 'The spreadsheet is damaged or unusual. Open it and save it again as XLSX.',
  'roster.workbookTooLarge': 'The spreadsheet unpacks to more than {{mebibytes}} MiB.',
  'roster.tooManyRows': 'The roster has more than {{max}} rows.',
  'roster.tooManyColumns': 'The roster has more than {{max}} columns.',
  'roster.tooManyCells': 'The file has more than {{max}} cells. Take out columns that hold nothing.',
  'roster.tooElaborate':
    'The spreadsheet holds more formatting than a roster needs. Copy its values into a new spreadsheet.',
  'roster.noHeader': 'No header line was found. One row must name the columns, the unit name among them.',
  'roster.noNameColumn': 'The header line in row {{row}} has no column for the unit name.',
  'roster.duplicateHeader': 'The columns "{{first}}" and "{{second}}" mean the same. Keep one of them.',
  'roster.noRows': 'There are no units below the header line.',
  'roster.nameMissing': 'The unit name is missing.',
  'roster.badName': '"{{value}}" is no name: it has no letter, character or digit.',
  'roster.tooLong': 'The text is longer than {{max}} characters.',
  'roster.formulaError': 'The cell shows the error {{value}} instead of a value.',
  'roster.unknownKind':
    '"{{value}}" is not a known kind of unit: government, public institution, state enterprise, private enterprise, ' +
    'social organisation, school, hospital, military, community or other.',
  'roster.unknownAffiliation':
    '"{{value}}" is not a known affiliation: central, provincial, municipal, district, subdistrict or none.',
  'roster.badCreditCode':
    '"{{value}}" is not a unified social credit code: 18 characters, the last of which checks the others.',
  'roster.creditCodeAsNumber':
    'The credit code was stored as a number and has lost its last digits. Make the column text and enter it again.',
  'roster.badPhone': '"{{value}}" is not a telephone number.',
  'roster.badEmail': '"{{value}}" is not a mail address.',
  'roster.badDate': '"{{value}}" is not a date. Write it as 2011-10-18, or as 2011-10 for a month.',
  'roster.kindMissing': 'This unit is new, so its kind is needed.',
  'roster.unknownSectorGroup': 'There is no sector group "{{value}}".',
  'roster.unknownAreaGroup': 'There is no area group "{{value}}".',
  'roster.unknownTerritory': 'There is no territory "{{value}}".',
  'roster.ambiguousName': 'Several units bear this name. Give the credit code to tell which one is meant.',
  'roster.twoUnits': 'The credit code belongs to "{{byCode}}", the name to "{{byName}}".',
  'roster.codeDiffers': 'The unit of this name has another credit code: {{code}}.',
  'roster.duplicateCode': 'Row {{other}} has the same credit code.',
  'roster.duplicateName': 'Row {{other}} has the same unit name.',
  'roster.sameUnit': 'Row {{other}} is about the same unit.',
  'roster.moreProblems': 'And {{more}} more problems, from this row on.',
} as const;

const zhCN: Readonly<Record<RosterReasonKey, string>> = {
  'roster.tooManyBytes': '文件超过 {{mebibytes}} MiB。',
  'roster.notText': '文件不是 CSV 文本。如果是电子表格，请按 XLSX 导入。',
  'roster.badEncoding': '文件编码既不是 UTF-8 也不是 GB18030，请另存为“CSV UTF-8”。',
  'roster.badCsv': '第 {{row}} 行无法读取：引号未闭合，或该行过长。',
  'roster.notWorkbook': '文件不是 XLSX 电子表格。',
  'roster.legacyWorkbook': '文件是旧版 XLS 表格或设有密码，请另存为不带密码的 XLSX。',
  'roster.unreadableWorkbook': '电子表格已损坏或格式特殊，请打开后重新另存为 XLSX。',
  'roster.workbookTooLarge': '电子表格解压后超过 {{mebibytes}} MiB。',
  'roster.tooManyRows': '名册超过 {{max}} 行。',
  'roster.tooManyColumns': '名册超过 {{max}} 列。',
  'roster.tooManyCells': '文件超过 {{max}} 个单元格，请删去空列。',
  'roster.tooElaborate': '电子表格的格式信息过多，请将数值复制到新的表格后再导入。',
  'roster.noHeader': '没有找到表头。须有一行写明各列名称，其中包括单位名称。',
  'roster.noNameColumn': '第 {{row}} 行的表头中没有单位名称列。',
  'roster.duplicateHeader': '“{{first}}”与“{{second}}”两列含义相同，请只保留一列。',
  'roster.noRows': '表头下面没有单位。',
  'roster.nameMissing': '缺少单位名称。',
  'roster.badName': '“{{value}}”不是名称：其中没有文字、字母或数字。',
  'roster.tooLong': '文字超过 {{max}} 个字符。',
  'roster.formulaError': '单元格显示错误 {{value}}，没有值。',
  'roster.unknownKind':
    '“{{value}}”不是可识别的单位性质：机关、事业单位、国有企业、民营企业、社会组织、学校、医院、部队、社区或其他。',
  'roster.unknownAffiliation': '“{{value}}”不是可识别的隶属：中央、省、市、区、街道或无。',
  'roster.badCreditCode': '“{{value}}”不是有效的统一社会信用代码（18 位，末位为校验码）。',
  'roster.creditCodeAsNumber': '信用代码被存成数字，末几位已丢失。请将该列设为文本后重新填写。',
  'roster.badPhone': '“{{value}}”不是有效的电话号码。',
  'roster.badEmail': '“{{value}}”不是有效的邮箱地址。',
  'roster.badDate': '“{{value}}”不是有效的日期，请写成 2011年10月18日；只有月份时写成 2011年10月。',
  'roster.kindMissing': '新单位须填写单位性质。',
  'roster.unknownSectorGroup': '没有名为“{{value}}”的界别小组。',
  'roster.unknownAreaGroup': '没有名为“{{value}}”的片区。',
  'roster.unknownTerritory': '没有名为“{{value}}”的社区或辖区。',
  'roster.ambiguousName': '有多个单位使用该名称，请填写信用代码以便区分。',
  'roster.twoUnits': '信用代码属于“{{byCode}}”，名称属于“{{byName}}”。',
  'roster.codeDiffers': '同名单位的信用代码是 {{code}}，与本行不同。',
  'roster.duplicateCode': '与第 {{other}} 行的信用代码相同。',
  'roster.duplicateName': '与第 {{other}} 行的单位名称相同。',
  'roster.sameUnit': '与第 {{other}} 行是同一个单位。',
  'roster.moreProblems': '从本行起还有 {{more}} 个问题。',
};

export const rosterMessages = { en, 'zh-CN': zhCN };
addMessages(rosterMessages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof en, true> {}
}

export type RosterReasonKey = keyof typeof en;
