import type { Tampering } from './tamperings';

/** The same without the foreign keys, which an owner can drop: rows that lead nowhere, or point here from elsewhere. */
export const strayRows: readonly Tampering[] = [
  [
    'a party more, of a unit that does not exist',
    `insert into agreement_parties (alliance_id, id, agreement_id, unit_id, position, role, signing_step)
      select alliance_id, gen_random_uuid(), id, '00000000-0000-4000-8000-000000000001', 9, 'PARTY', 1
      from agreements
      where id = :id`,
    [
      'The agreement’s list of parties is not as signed and chained.',
      'The agreement names a unit that does not exist (unit_00000000-0000-4000-8000-000000000001).',
    ],
  ],
  [
    'a commitment of no agreement, hung on a party',
    `insert into commitments (alliance_id, id, agreement_id, party_id, position, text, category, status)
      select alliance_id, '00000000-0000-4000-8000-000000000002', gen_random_uuid(), party_id, 9, '再捐一百册', category, 'PENDING'
      from commitments
      where id = :commitment3`,
    [
      'The commitment “再捐一百册” of another agreement hangs on a party of this one (commitment_00000000-0000-4000-8000-000000000002).',
    ],
  ],
  [
    'a commitment of another agreement, hung on a party',
    `update commitments set party_id = (select party_id
      from commitments
      where id = :commitment3), id = '00000000-0000-4000-8000-000000000002'
      where agreement_id = (select id
      from agreements
      where number = '2027-002') and position = 2`,
    [
      'The commitment “捐书一百册” of another agreement hangs on a party of this one (commitment_00000000-0000-4000-8000-000000000002).',
    ],
  ],
  [
    'a commitment hung on a party of another agreement',
    `update commitments set party_id = (select party_id
      from commitments c
      join agreements a on a.id = c.agreement_id
      where a.number = '2027-002' and c.position = 2)
      where id = :commitment3`,
    ['The agreement’s list of commitments is not as signed and chained.'],
  ],
  [
    'a rating of a commitment that does not exist',
    `insert into commitment_ratings (alliance_id, agreement_id, commitment_id, unit_id, rating, rated_at)
      select alliance_id, agreement_id, '00000000-0000-4000-8000-000000000002', unit_id, 5, rated_at
      from commitment_ratings
      where commitment_id = :commitment1 and unit_id = :unit2`,
    ['A rating of commitment_00000000-0000-4000-8000-000000000002 is not as in the history.'],
  ],
  [
    'a rating of another agreement, on this one’s commitment',
    `insert into commitment_ratings (alliance_id, agreement_id, commitment_id, unit_id, rating, rated_at)
      select alliance_id, gen_random_uuid(), commitment_id, '00000000-0000-4000-8000-000000000001', 5, rated_at
      from commitment_ratings
      where commitment_id = :commitment1 and unit_id = :unit2`,
    [
      'A rating of :commitment1 is not as in the history.',
      'The agreement names a unit that does not exist (unit_00000000-0000-4000-8000-000000000001).',
    ],
  ],
  [
    'a signature more, under a text of another agreement',
    `insert into agreement_signatures
      select alliance_id, gen_random_uuid(), agreement_id, (select revision_id
      from agreements
      where number = '2027-002'), unit_id, person_id, signed_at, content_hash, statement
      from agreement_signatures
      where agreement_id = :id and unit_id = :unit2`,
    ['The signature of 北山医院 is not as signed and chained.'],
  ],
  [
    'a follow-up that nobody drew up',
    `update agreements set renews_id = :id where number = '2027-002'`,
    ['The agreement 2027-002 counts as a follow-up of this one, and the history does not tell of it.'],
  ],
  [
    'a predecessor that does not exist',
    `update agreements set renews_id = gen_random_uuid() where id = :id`,
    ['The agreement’s predecessor is not as signed and chained.'],
  ],
  [
    'a territory that does not exist',
    `update agreements set territory_id = gen_random_uuid() where id = :id`,
    ['The agreement’s territory is not as signed and chained.'],
  ],
];
