import fc from 'fast-check';
import { whileTurning } from '../../../../../testkit/turns';
import { attributesOf, walkXml } from '../../../../../../src/modules/alliance/shared/roster/xml';

async function eventsOf(xml: string): Promise<string[] | null> {
  const events: string[] = [];
  const failure = await walkXml(xml, {
    open: (name, attributes) => events.push(`<${name}${attributes}>`),
    text: (text) => events.push(text),
    close: (name) => events.push(`</${name}>`),
  });
  return failure === null ? events : null;
}

describe('a walk through XML', () => {
  it('meets tags, text and CDATA in their order, without prefixes, comments and instructions', async () => {
    const xml =
      '\ufeff<?xml version="1.0"?>\n<x:a b="1>2"><!-- <c> --><d/>&lt;&#48;&#x4e00;&amp;amp;<![CDATA[<e>]]></x:a >\n';
    expect(await eventsOf(xml)).toEqual(['<a b="1>2">', '<d>', '</d>', '<0一&amp;', '<e>', '</a>']);
  });

  it.each([
    '',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a><b></a></b>',
    '<a',
    '<a b="',
    '<a b=">',
    '<!-- ',
    '<![CDATA[',
    '<?xml',
    '< a/>',
    '<>',
    '<!DOCTYPE a><a/>',
  ])('tells that %j is not well formed', async (xml) => expect(await eventsOf(xml)).toBeNull());

  it('ends without a fault, whatever it is given', async () => {
    const pieces = fc.array(
      fc.constantFrom(
        '<',
        '>',
        '/',
        'a',
        ' ',
        '"',
        "'",
        '=',
        '!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '&',
        '#',
        '1;',
        '?',
        ':',
      ),
    );
    await fc.assert(
      fc.asyncProperty(pieces, async (written) => {
        let [opened, closed] = [0, 0];
        const failure = await walkXml(written.join(''), {
          open: () => {
            opened += 1;
          },
          text: () => undefined,
          close: () => {
            closed += 1;
          },
        });
        // texts are not looked at: CDATA may say what a tag does
        if (failure === null) expect(closed).toBe(opened);
      }),
      { numRuns: 500 },
    );
  });

  it('pauses so that the process goes on serving', async () => {
    const { result, turns } = await whileTurning(() => walkXml(`<a>${'<b/>'.repeat(200_000)}</a>`, {}));
    expect(result).toBeNull();
    expect(turns).toBeGreaterThanOrEqual(20);
  });
});

describe('attributes', () => {
  it('are read in either quotation marks, without prefixes, namespaces apart', () => {
    const written = ` r="A1" x:s='2'\n t = "a&amp;'b'" xmlns:r="namespace" xmlns="another"`;
    expect(attributesOf(written)).toEqual({ r: 'A1', s: '2', t: "a&'b'" });
  });

  it('are not found inside another attribute', () => {
    expect(attributesOf(` name="x state='hidden'" id="1"`)).toEqual({ name: "x state='hidden'", id: '1' });
  });
});
