import fc from 'fast-check';
import '../../../../src/modules/agreements/agreement/agreement.messages';
import { invitationLetter } from '../../../../src/platform/identity/invitation/invitation-letter';
import { written } from '../../../../src/platform/mail/written-letter';

const invitation = (name: string) =>
  invitationLetter({ to: 'li@demo.example', name, invitation: 'gji_secret', locale: 'en', requestId: 'r' });

/** What a reader of the HTML sees, and how many elements of each kind there are. */
const TAGS = /<[^>]*>/g;

describe('a written letter', () => {
  it('says in HTML what it says in text, its link as something to press', () => {
    const { text, html } = written(invitation('李新'), 'https://gongjian.example', null);
    expect(text.split('\n\n')).toHaveLength(6);
    expect(html.match(/<a href="[^"]*"/g)).toEqual(['<a href="https://gongjian.example/set-password#gji_secret"']);
    expect(html).toContain('<html lang="en">');
    expect(html).not.toMatch(/<(script|link|img|style)|url\(/);
  });

  it('shows whatever stands in a name as text', () => {
    const tags = (html: string): string[] => html.match(TAGS) ?? [];
    const plain = tags(written(invitation('x'), 'https://gongjian.example', null).html);
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('<script>alert(1)</script>', '" onload="x', "&lt;'", '{{link}}', '<b')),
        (name) => {
          const { html } = written(invitation(name.replace(/[\r\n]/g, '')), 'https://gongjian.example', null);
          expect(tags(html)).toEqual(plain);
        },
      ),
    );
  });

  it('keeps a checkpoint in one piece', () => {
    const letter = {
      ...invitation('李新'),
      text: 'agreement.concluded.text' as const,
      parameters: { name: '李新', title: '共建', number: '1', id: 'agreement_1' },
    };
    const checkpoint = 'gongjian\n7\nhash\n\n— gongjian signature\n';
    const { text, html } = written(letter, 'https://gongjian.example', checkpoint);
    expect(text.endsWith(checkpoint)).toBe(true);
    expect(/<pre[^>]*>([^]*)<\/pre>/.exec(html)?.[1]).toBe(checkpoint);
  });
});
