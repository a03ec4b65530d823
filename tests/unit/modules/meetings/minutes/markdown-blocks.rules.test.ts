import fc from 'fast-check';
import { blocksOf } from '../../../../../src/modules/meetings/minutes/markdown-blocks.rules';
import { paragraphs, plain } from '../../../../../src/modules/meetings/minutes/markdown.rules';

it('keeps headings, paragraphs, points and tables, without the marks in them', () => {
  const text = `## 议程

第一段**重点**
续行

第二段 [网址](https://a.cn/x)

### 1 开场

- **类型**：汇报
- 二
  1. 三

| 单位 | 代表 |
| --- | --- |
| 甲\\|乙 | *张三* |

\`\`\`
代码
\`\`\`

<b>不是标记</b>`;
  expect(blocksOf(text)).toEqual([
    { kind: 'heading', level: 1, text: '议程' },
    { kind: 'paragraphs', lines: ['第一段重点 续行', '第二段 网址 (https://a.cn/x)'] },
    { kind: 'heading', level: 2, text: '1 开场' },
    { kind: 'items', lines: ['类型：汇报', '二', '三'] },
    { kind: 'table', columns: ['单位', '代表'], widths: [50, 50], rows: [['甲|乙', '张三']] },
    { kind: 'paragraphs', lines: ['代码', '<b>不是标记</b>'] },
  ]);
});

it('prints what people wrote as they wrote it', () => {
  const texts = fc
    .array(fc.constantFrom('甲', 'b ', '1', '.', ...'\\`*_[]()<>#|~&!-+=:;'), { minLength: 1 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const words = text.replace(/\s+/g, ' ').trim();
      fc.pre(words !== '');
      expect(blocksOf(paragraphs(text).join('\n\n'))).toEqual([{ kind: 'paragraphs', lines: [words] }]);
      expect(blocksOf(`### 1 ${plain(text)}`)).toEqual([{ kind: 'heading', level: 2, text: `1 ${words}` }]);
    }),
  );
});

it('takes any text for Markdown', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(Array.isArray(blocksOf(text))).toBe(true)));
});
