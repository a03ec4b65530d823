import type { Partner } from '../testkit/world/test-alliance';
import { AgreementLives } from '../testkit/world/agreement-lives';

let lives: AgreementLives;
let partners: [Partner, Partner];
beforeAll(async () => {
  lives = await AgreementLives.open();
  partners = (await lives.agreements.alliance.partners('北湖小学', '北湖医院')) as typeof partners;
});
afterAll(() => lives.close());

it('a text is the two hundredth at the most, since every step looks at all of them', async () => {
  const { agreements } = lives;
  const { id } = await agreements.draft(partners);
  for (let ordinal = 2; ordinal <= 200; ordinal += 1)
    await agreements.call(partners[0], 'reviseAgreement', { agreementId: id, body: `第 ${ordinal} 稿` });
  await agreements.refused(partners[0], 'reviseAgreement', { agreementId: id, body: '再改一稿' }, [
    'LIMIT_REACHED',
    'agreementId',
  ]);
  expect(await agreements.integrity(id)).toEqual({ valid: true, problems: [] });
}, 120_000);
