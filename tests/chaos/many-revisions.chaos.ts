import { Concluded } from '../testkit/concluded';
import type { Partner } from '../testkit/pact';

let world: Concluded;
let partners: [Partner, Partner];
beforeAll(async () => {
  world = await Concluded.open();
  partners = (await world.pact.partners('北湖小学', '北湖医院')) as typeof partners;
});
afterAll(() => world.close());

it('a text is the two hundredth at the most, since every step looks at all of them', async () => {
  const { pact } = world;
  const { id } = await pact.draft(partners);
  for (let ordinal = 2; ordinal <= 200; ordinal += 1)
    await pact.call(partners[0], 'reviseAgreement', { agreementId: id, body: `第 ${ordinal} 稿` });
  await pact.refused(partners[0], 'reviseAgreement', { agreementId: id, body: '再改一稿' }, [
    'LIMIT_REACHED',
    'agreementId',
  ]);
  expect(await pact.integrity(id)).toEqual({ valid: true, problems: [] });
}, 120_000);
