/** What somebody with the owner's login may do to an agreement: its name, the SQL, and what `integrity` says of it. */
export type Tampering = readonly [name: string, statements: string, problems: readonly string[]];

/** Of `AgreementLives.everything`; `:id`, `:unit1` …, `:commitment1` … stand for ids, and 2027-002 is another such agreement. */
export const tamperings: readonly Tampering[] = [
  [
    'the clauses',
    `update agreement_revisions set body = body || '。' where agreement_id = :id and ordinal = 2`,
    ['Revision 2: the clauses are not those of the canonical text.'],
  ],
  [
    'the clauses of an earlier text',
    `update agreement_revisions set body = 'x' where agreement_id = :id and ordinal = 1`,
    ['Revision 1: the clauses are not those of the canonical text.'],
  ],
  [
    'the canonical text alone',
    `update agreement_revisions set canonical_text = replace(canonical_text, '同心', '共同') where agreement_id = :id and ordinal = 2`,
    [
      'Revision 2: the text does not match its hash.',
      'The agreement’s purpose is not as signed and chained.',
      'Revision 2: the clauses are not those of the canonical text.',
    ],
  ],
  [
    'the canonical text with its hash and the clauses',
    `update agreement_revisions set body = replace(body, '同心', '共同'), canonical_text = replace(canonical_text, '各方同心', '各方共同'), content_hash = encode(sha256(convert_to(replace(canonical_text, '各方同心', '各方共同'), 'UTF8')), 'hex')
      where agreement_id = :id and ordinal = 2`,
    [
      'Revision 2: its hash is not the one in the history.',
      'The signature of 北山小学 is under another text than revision 2.',
      'The signature of 北山医院 is under another text than revision 2.',
      'The signature of 北山书店 is under another text than revision 2.',
      'The signature of 北山公证处 is under another text than revision 2.',
    ],
  ],
  [
    'the canonical text with every hash of it that is not chained',
    `update agreement_revisions set canonical_text = replace(canonical_text, '2027-12-31', '2028-12-31'), content_hash = encode(sha256(convert_to(replace(canonical_text, '2027-12-31', '2028-12-31'), 'UTF8')), 'hex')
      where agreement_id = :id and ordinal = 2;
      update agreements set ends_on = '2028-12-31'
      where id = :id;
      update agreement_signatures s set content_hash = r.content_hash, statement = replace(statement, s.content_hash, r.content_hash)
      from agreement_revisions r
      where r.id = s.revision_id and r.agreement_id = :id and r.ordinal = 2`,
    [
      'Revision 2: its hash is not the one in the history.',
      'The signature of 北山小学 is not as signed and chained.',
      'The signature of 北山医院 is not as signed and chained.',
      'The signature of 北山书店 is not as signed and chained.',
      'The signature of 北山公证处 is not as signed and chained.',
      'The signature of 北山小学 (event 6) is missing.',
      'The signature of 北山医院 (event 7) is missing.',
      'The signature of 北山书店 (event 8) is missing.',
      'The signature of 北山公证处 (event 9) is missing.',
    ],
  ],
  [
    'a canonical text that is no JSON',
    `update agreement_revisions set canonical_text = 'nothing of the kind' where agreement_id = :id and ordinal = 2`,
    ['Revision 2: the text does not match its hash.', 'Revision 2: the canonical text is not this revision’s.'],
  ],
  [
    'a canonical text of another shape',
    `update agreement_revisions set canonical_text = '{"parties":null}' where agreement_id = :id and ordinal = 2`,
    ['Revision 2: the text does not match its hash.', 'Revision 2: the canonical text is not this revision’s.'],
  ],
  [
    'a canonical text with a blank more',
    `update agreement_revisions set canonical_text = canonical_text || ' ' where agreement_id = :id and ordinal = 2`,
    ['Revision 2: the text does not match its hash.', 'Revision 2: the canonical text is not this revision’s.'],
  ],
  [
    'the content hash',
    `update agreement_revisions set content_hash = repeat('0', 64) where agreement_id = :id and ordinal = 2`,
    [
      'Revision 2: the text does not match its hash.',
      'Revision 2: its hash is not the one in the history.',
      'The signature of 北山小学 is under another text than revision 2.',
      'The signature of 北山医院 is under another text than revision 2.',
      'The signature of 北山书店 is under another text than revision 2.',
      'The signature of 北山公证处 is under another text than revision 2.',
    ],
  ],
  [
    'who wrote a text',
    `update agreement_revisions set author_id = (select person_id
      from agreement_signatures
      where agreement_id = :id and unit_id = :unit2 limit 1)
      where agreement_id = :id and ordinal = 2`,
    ['Revision 2: who wrote it, or when, is not as in the history.'],
  ],
  [
    'that somebody wrote it',
    'update agreement_revisions set author_id = null where agreement_id = :id and ordinal = 2',
    ['Revision 2: who wrote it, or when, is not as in the history.'],
  ],
  [
    'when a text was written',
    `update agreement_revisions set created_at = created_at + interval '1 millisecond' where agreement_id = :id and ordinal = 1`,
    ['Revision 1: who wrote it, or when, is not as in the history.'],
  ],
  [
    'the title',
    `update agreements set title = title || '（补充）' where id = :id`,
    ['The agreement’s title is not as signed and chained.'],
  ],
  [
    'the number',
    `update agreements set number = '2027-900' where id = :id`,
    [
      'Revision 1: the canonical text is not this revision’s.',
      'Revision 2: the canonical text is not this revision’s.',
      'The signature of 北山小学 is not as signed and chained.',
      'The signature of 北山医院 is not as signed and chained.',
      'The signature of 北山书店 is not as signed and chained.',
      'The signature of 北山公证处 is not as signed and chained.',
      'The agreement’s number is not as signed and chained.',
    ],
  ],
  [
    'the purpose',
    'update agreements set purpose = null where id = :id',
    ['The agreement’s purpose is not as signed and chained.'],
  ],
  [
    'the tier',
    `update agreements set tier = 'GRID' where id = :id`,
    ['The agreement’s tier is not as signed and chained.'],
  ],
  [
    'the first day',
    `update agreements set starts_on = '2027-02-01' where id = :id`,
    ['The agreement’s first day in force is not as signed and chained.'],
  ],
  [
    'the last day',
    'update agreements set ends_on = null where id = :id',
    ['The agreement’s last day in force is not as signed and chained.'],
  ],
  [
    'a last day that is none',
    `update agreements set ends_on = 'infinity' where id = :id`,
    ['The agreement’s last day in force is not as signed and chained.'],
  ],
  [
    'the territory',
    `update agreements set territory_id = (select territory_id from agreements where number = '2027-002') where id = :id`,
    ['The agreement’s territory is not as signed and chained.'],
  ],
  [
    'no territory',
    'update agreements set territory_id = null where id = :id',
    ['The agreement’s territory is not as signed and chained.'],
  ],
  [
    'what it renews',
    `update agreements set renews_id = (select id from agreements where number = '2027-002') where id = :id`,
    ['The agreement’s predecessor is not as signed and chained.'],
  ],
  [
    'when it was drafted',
    `update agreements set created_at = created_at - interval '1 day' where id = :id`,
    ['The agreement’s moment of drafting is not as signed and chained.'],
  ],
  [
    'when it came into force',
    `update agreements set activated_at = activated_at + interval '1 millisecond' where id = :id`,
    ['The agreement’s moment of activation is not as signed and chained.'],
  ],
  [
    'that it came into force',
    'update agreements set activated_at = null where id = :id',
    ['The agreement’s moment of activation is not as signed and chained.'],
  ],
  [
    'the same moment before Christ',
    `update agreements set activated_at = (to_char(activated_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') || ' UTC BC')::timestamptz where id = :id`,
    ['The agreement’s moment of activation is not as signed and chained.'],
  ],
  [
    'the status',
    `update agreements set status = 'TERMINATED' where id = :id`,
    ['The status TERMINATED is not the one that the history led to.'],
  ],
  [
    'the present text',
    'update agreements set revision_id = (select id from agreement_revisions where agreement_id = :id and ordinal = 1) where id = :id',
    [
      'The agreement shows revision 1, which is not the last one.',
      'The agreement’s list of parties is not as signed and chained.',
    ],
  ],
  [
    'a text more',
    `insert into agreement_revisions (alliance_id, id, agreement_id, ordinal, body, canonical_text, content_hash, author_id, created_at)
      select alliance_id, gen_random_uuid(), agreement_id, 3, body, replace(canonical_text, '"ordinal":2', '"ordinal":3'), encode(sha256(convert_to(replace(canonical_text, '"ordinal":2', '"ordinal":3'), 'UTF8')), 'hex'), author_id, created_at
      from agreement_revisions
      where agreement_id = :id and ordinal = 2`,
    [
      'Revision 3: its hash is not the one in the history.',
      '北山小学 has not signed, though the agreement counts as signed by all.',
      '北山医院 has not signed, though the agreement counts as signed by all.',
      '北山书店 has not signed, though the agreement counts as signed by all.',
      '北山公证处 has not signed, though the agreement counts as signed by all.',
      'The agreement shows revision 2, which is not the last one.',
    ],
  ],
  [
    'an earlier text taken away with its signature',
    `delete
      from agreement_signatures s using agreement_revisions r
      where r.id = s.revision_id and r.agreement_id = :id and r.ordinal = 1;
      delete
      from agreement_revisions
      where agreement_id = :id and ordinal = 1`,
    [
      'Revision 1 is missing.',
      'The history tells of revision 1 (event 1), which is not there.',
      'The signature of 北山小学 (event 3) is missing.',
    ],
  ],
  [
    'the last text taken away with its signatures',
    `delete
      from agreement_signatures s using agreement_revisions r
      where r.id = s.revision_id and r.agreement_id = :id and r.ordinal = 2;
      update agreements set revision_id = (select id
      from agreement_revisions
      where agreement_id = :id and ordinal = 1)
      where id = :id;
      delete
      from agreement_revisions
      where agreement_id = :id and ordinal = 2`,
    [
      'The history tells of revision 2 (event 4), which is not there.',
      'The signature of 北山小学 (event 6) is missing.',
      'The signature of 北山医院 (event 7) is missing.',
      'The signature of 北山书店 (event 8) is missing.',
      'The signature of :unit4 (event 9) is missing.',
      '北山医院 has not signed, though the agreement counts as signed by all.',
      '北山书店 has not signed, though the agreement counts as signed by all.',
      'The agreement’s list of parties is not as signed and chained.',
    ],
  ],
  [
    'a party’s role',
    `update agreement_parties set role = 'WITNESS' where agreement_id = :id and unit_id = :unit2`,
    ['The agreement’s list of parties is not as signed and chained.'],
  ],
  [
    'a party’s representative',
    `update agreement_parties set representative = '李校长' where agreement_id = :id and unit_id = :unit1`,
    ['The agreement’s list of parties is not as signed and chained.'],
  ],
  [
    'a party’s step',
    'update agreement_parties set signing_step = 9 where agreement_id = :id and unit_id = :unit2',
    ['The agreement’s list of parties is not as signed and chained.'],
  ],
  [
    'the order of parties',
    'update agreement_parties set position = 9 where agreement_id = :id and unit_id = :unit1',
    ['The agreement’s list of parties is not as signed and chained.'],
  ],
  [
    'a party’s unit',
    `update agreement_parties set unit_id = (select unit_id
      from agreement_parties p join agreements a on a.id = p.agreement_id
      where a.number = '2027-002' and p.position = 3)
      where agreement_id = :id and unit_id = :unit4`,
    ['The agreement’s list of parties is not as signed and chained.'],
  ],
  [
    'a party taken away',
    'delete from agreement_parties where agreement_id = :id and unit_id = :unit4',
    ['The agreement’s list of parties is not as signed and chained.'],
  ],
  [
    'a party more',
    `insert into agreement_parties (alliance_id, id, agreement_id, unit_id, position, role, signing_step)
      select a.alliance_id, gen_random_uuid(), a.id, p.unit_id, 9, 'PARTY', 1
      from agreements a, agreement_parties p join agreements o on o.id = p.agreement_id
      where a.id = :id and o.number = '2027-002' and p.position = 0`,
    ['The agreement’s list of parties is not as signed and chained.'],
  ],
  [
    'that a party left',
    'update agreement_parties set left_at = null where agreement_id = :id and unit_id = :unit3',
    ['Whether and when 北山书店 left is not as in the history.'],
  ],
  [
    'when a party left',
    `update agreement_parties set left_at = left_at + interval '1 hour' where agreement_id = :id and unit_id = :unit3`,
    ['Whether and when 北山书店 left is not as in the history.'],
  ],
  [
    'a party that left by nobody’s hand',
    'update agreement_parties set left_at = now() where agreement_id = :id and unit_id = :unit2',
    ['Whether and when 北山医院 left is not as in the history.'],
  ],
  [
    'where commitments stand, though in the same order',
    'update commitments set position = position + 1 where agreement_id = :id and position > 0',
    ['The agreement’s list of commitments is not as signed and chained.'],
  ],
  [
    'a commitment’s text',
    `update commitments set text = '每年义诊' where id = :commitment2`,
    ['The agreement’s list of commitments is not as signed and chained.'],
  ],
  [
    'a commitment’s day',
    `update commitments set due_on = '2027-07-31' where id = :commitment1`,
    ['The agreement’s list of commitments is not as signed and chained.'],
  ],
  [
    'a commitment’s category',
    `update commitments set category = 'OTHER' where id = :commitment1`,
    ['The agreement’s list of commitments is not as signed and chained.'],
  ],
  [
    'a commitment’s unit',
    'update commitments c set party_id = p.id from agreement_parties p where p.agreement_id = :id and p.unit_id = :unit1 and c.id = :commitment2',
    ['The agreement’s list of commitments is not as signed and chained.'],
  ],
  [
    'a commitment’s status',
    `update commitments set status = 'FULFILLED' where id = :commitment2`,
    ['The commitment “每季义诊” does not stand as the history tells (:commitment2).'],
  ],
  [
    'the status of a commitment that nobody reported on',
    `update commitments set status = 'WAIVED' where id = :commitment3`,
    ['The commitment “捐书一百册” does not stand as the history tells (:commitment3).'],
  ],
  [
    'a commitment’s evidence',
    `update commitments set evidence = '照片四张' where id = :commitment1`,
    ['The commitment “每月开放操场” does not stand as the history tells (:commitment1).'],
  ],
  [
    'the day that a commitment was fulfilled on',
    `update commitments set fulfilled_on = '2027-03-01' where id = :commitment1`,
    ['The commitment “每月开放操场” does not stand as the history tells (:commitment1).'],
  ],
  [
    'two commitments’ texts, and with them what was reported',
    `update commitments c set position = o.position, text = o.text, category = o.category, due_on = o.due_on, party_id = o.party_id
      from commitments o
      where c.id in (:commitment1, :commitment2) and o.id in (:commitment1, :commitment2) and c.id <> o.id`,
    [
      'The commitment “每月开放操场” does not stand as the history tells (:commitment2).',
      'The commitment “每季义诊” does not stand as the history tells (:commitment1).',
      'A rating of :commitment1 is not as in the history.',
    ],
  ],
  [
    'a commitment’s row by a fresh one',
    `delete
      from commitment_ratings
      where commitment_id = :commitment1;
      insert into commitments (alliance_id, id, agreement_id, party_id, position, text, category, due_on, status)
      select alliance_id, gen_random_uuid(), agreement_id, party_id, position, text, category, due_on, 'PENDING'
      from commitments
      where id = :commitment1;
      delete
      from commitments
      where id = :commitment1`,
    ['Commitment 1, of which event 11 tells, is not there.', 'Ratings that the history tells of are missing: 2.'],
  ],
  [
    'a commitment taken away',
    'delete from commitments where id = :commitment3',
    ['The agreement’s list of commitments is not as signed and chained.'],
  ],
  [
    'a commitment more',
    `insert into commitments (alliance_id, id, agreement_id, party_id, position, text, category, status)
      select alliance_id, gen_random_uuid(), agreement_id, party_id, 9, '再捐一百册', category, 'PENDING'
      from commitments
      where id = :commitment3`,
    ['The agreement’s list of commitments is not as signed and chained.'],
  ],
  [
    'a rating',
    'update commitment_ratings set rating = 1 where commitment_id = :commitment1 and unit_id = :unit2',
    ['A rating of :commitment1 is not as in the history.'],
  ],
  [
    'a rating’s words',
    `update commitment_ratings set comment = '不好' where commitment_id = :commitment1 and unit_id = :unit2`,
    ['A rating of :commitment1 is not as in the history.'],
  ],
  [
    'a rating’s moment',
    `update commitment_ratings set rated_at = rated_at - interval '1 day' where commitment_id = :commitment1 and unit_id = :unit2`,
    ['A rating of :commitment1 is not as in the history.'],
  ],
  [
    'a rating taken away',
    'delete from commitment_ratings where commitment_id = :commitment1 and unit_id = :unit2',
    ['Ratings that the history tells of are missing: 1.'],
  ],
  [
    'a rating more',
    `insert into commitment_ratings
      select alliance_id, agreement_id, commitment_id, :unit4::uuid, 5, null, rated_at
      from commitment_ratings
      where commitment_id = :commitment1 and unit_id = :unit2`,
    ['A rating of :commitment1 is not as in the history.'],
  ],
  [
    'a rating under another agreement’s name',
    `update commitment_ratings set agreement_id = (select id
      from agreements
      where number = '2027-002')
      where commitment_id = :commitment1 and unit_id = :unit2`,
    ['A rating of :commitment1 is not as in the history.'],
  ],
  [
    'a rating moved to another commitment',
    'update commitment_ratings set commitment_id = :commitment2 where commitment_id = :commitment1 and unit_id = :unit2',
    ['A rating of :commitment2 is not as in the history.', 'Ratings that the history tells of are missing: 1.'],
  ],
  [
    'a signature’s unit',
    `update agreement_signatures set unit_id = (select unit_id
      from agreement_parties p join agreements a on a.id = p.agreement_id
      where a.number = '2027-002' and p.position = 0)
      where agreement_id = :id and unit_id = :unit2`,
    ['The signature of 北山医院 is not as signed and chained.'],
  ],
  [
    'a signature’s person',
    `update agreement_signatures set person_id = (select person_id
      from agreement_signatures
      where agreement_id = :id and unit_id = :unit3)
      where agreement_id = :id and unit_id = :unit2`,
    ['The signature of 北山医院 is not as signed and chained.'],
  ],
  [
    'a signature’s moment',
    `update agreement_signatures set signed_at = signed_at + interval '1 millisecond' where agreement_id = :id and unit_id = :unit2`,
    ['The signature of 北山医院 is not as signed and chained.'],
  ],
  [
    'a signature’s hash',
    `update agreement_signatures set content_hash = repeat('0', 64) where agreement_id = :id and unit_id = :unit2`,
    ['The signature of 北山医院 is not as signed and chained.'],
  ],
  [
    'a signature’s text',
    `update agreement_signatures set revision_id = (select id
      from agreement_revisions
      where agreement_id = :id and ordinal = 1)
      where agreement_id = :id and unit_id = :unit2`,
    ['The signature of 北山医院 is not as signed and chained.'],
  ],
  [
    'a signature’s statement',
    `update agreement_signatures set statement = replace(statement, '代表', '主任') where agreement_id = :id and unit_id = :unit2`,
    ['The signature of 北山医院 is not as signed and chained.', 'The signature of 北山医院 (event 7) is missing.'],
  ],
  [
    'a statement that is no JSON',
    `update agreement_signatures set statement = '{' where agreement_id = :id and unit_id = :unit2`,
    [
      'The signature of ? is not as signed and chained.',
      'The signature of 北山医院 (event 7) is missing.',
      'The signature of 北山医院 is not as signed and chained.',
    ],
  ],
  [
    'a statement of another shape',
    `update agreement_signatures set statement = '{}' where agreement_id = :id and unit_id = :unit2`,
    [
      'The signature of ? is not as signed and chained.',
      'The signature of 北山医院 (event 7) is missing.',
      'The signature of 北山医院 is not as signed and chained.',
    ],
  ],
  [
    'a signature taken away',
    'delete from agreement_signatures where agreement_id = :id and unit_id = :unit2',
    ['The signature of 北山医院 (event 7) is missing.'],
  ],
  [
    'a void signature taken away',
    'delete from agreement_signatures s using agreement_revisions r where r.id = s.revision_id and r.agreement_id = :id and r.ordinal = 1',
    ['The signature of 北山小学 (event 3) is missing.'],
  ],
  [
    'a signature copied from another agreement',
    `insert into agreement_signatures
      select s.alliance_id, gen_random_uuid(), a.id, a.revision_id, s.unit_id, s.person_id, s.signed_at, s.content_hash, s.statement
      from agreements a, agreement_signatures s join agreements o on o.id = s.agreement_id and o.revision_id = s.revision_id join agreement_parties p on p.agreement_id = o.id and p.unit_id = s.unit_id
      where a.id = :id and o.number = '2027-002' and p.position = 1`,
    ['The signature of 白塔医院 is not as signed and chained.'],
  ],
  [
    'a void signature brought forward',
    `delete
      from agreement_signatures
      where agreement_id = :id and unit_id = :unit2;
      insert into agreement_signatures
      select s.alliance_id, gen_random_uuid(), s.agreement_id, a.revision_id, :unit2::uuid, s.person_id, s.signed_at, s.content_hash, s.statement
      from agreements a join agreement_signatures s on s.agreement_id = a.id and s.revision_id <> a.revision_id
      where a.id = :id`,
    ['The signature of 北山小学 is not as signed and chained.', 'The signature of 北山医院 (event 7) is missing.'],
  ],
  [
    'an event’s kind',
    `update agreement_events set kind = 'REVISED' where agreement_id = :id and sequence = 2`,
    ['Event 2: the chain hash does not hold.'],
  ],
  [
    'an event’s moment',
    `update agreement_events set at = at - interval '1 day' where agreement_id = :id and sequence = 11`,
    ['Event 11: the chain hash does not hold.'],
  ],
  [
    'an event’s moment that is none',
    `update agreement_events set at = 'infinity' where agreement_id = :id and sequence = 11`,
    ['Event 11: the chain hash does not hold.'],
  ],
  [
    'an event’s person',
    `update agreement_events set by_id = (select person_id
      from agreement_signatures
      where agreement_id = :id and unit_id = :unit2)
      where agreement_id = :id and sequence = 15`,
    ['Event 15: the chain hash does not hold.'],
  ],
  [
    'an event’s unit',
    'update agreement_events set unit_id = :unit2 where agreement_id = :id and sequence = 15',
    [
      'Event 15: the chain hash does not hold.',
      'Whether and when 北山医院 left is not as in the history.',
      'Whether and when 北山书店 left is not as in the history.',
    ],
  ],
  [
    'an event’s note',
    `update agreement_events set note = '违约' where agreement_id = :id and sequence = 15`,
    ['Event 15: the chain hash does not hold.'],
  ],
  [
    'an event’s details',
    `update agreement_events set details = details || '{"rating":1}' where agreement_id = :id and sequence = 13`,
    ['Event 13: the chain hash does not hold.', 'A rating of :commitment1 is not as in the history.'],
  ],
  [
    'an event’s details that are none',
    `update agreement_events set details = 'null' where agreement_id = :id and sequence = 15`,
    [
      'Event 15 is not one of this agreement.',
      'Event 15: the chain hash does not hold.',
      'Whether and when 北山书店 left is not as in the history.',
    ],
  ],
  [
    'an event’s details that are a list',
    `update agreement_events set details = '[]' where agreement_id = :id and sequence = 15`,
    [
      'Event 15 is not one of this agreement.',
      'Event 15: the chain hash does not hold.',
      'Whether and when 北山书店 left is not as in the history.',
    ],
  ],
  [
    'an event’s details with a number that is none',
    `update agreement_events set details = '{"status":1e999}' where agreement_id = :id and sequence = 15`,
    [
      'Event 15 is not one of this agreement.',
      'Event 15: the chain hash does not hold.',
      'Whether and when 北山书店 left is not as in the history.',
    ],
  ],
  [
    'an event’s chain hash',
    `update agreement_events set chain_hash = repeat('0', 64) where agreement_id = :id and sequence = 11`,
    ['Event 11: the chain hash does not hold.', 'Event 12: the chain hash does not hold.'],
  ],
  [
    'an event’s seal',
    `update agreement_events set seal = translate(seal, 'abcdefghij', 'bcdefghija') where agreement_id = :id and sequence = 10`,
    ['Event 10: the server’s seal does not hold.'],
  ],
  [
    'an event’s seal by another’s',
    `update agreement_events set seal = (select seal
      from agreement_events o
      where o.agreement_id = :id and o.sequence = 9)
      where agreement_id = :id and sequence = 10`,
    ['Event 10: the server’s seal does not hold.'],
  ],
  [
    'an event’s seal, written otherwise',
    `update agreement_events set seal = seal || '=' where agreement_id = :id and sequence = 10`,
    ['Event 10: the server’s seal does not hold.'],
  ],
  [
    'an event’s seal taken away',
    'update agreement_events set seal = null, key_id = null where agreement_id = :id and sequence = 10',
    ['Event 10: the server’s seal does not hold.'],
  ],
  [
    'an event’s key',
    `update agreement_events set key_id = 'another' where agreement_id = :id and sequence = 10`,
    ['Event 10: the server’s seal does not hold.'],
  ],
  [
    'a seal on an event that has none',
    `update agreement_events set seal = 'AAAA', key_id = 'another' where agreement_id = :id and sequence = 11`,
    ['Event 11: the server’s seal does not hold.'],
  ],
  [
    'an event taken out in the middle',
    'delete from agreement_events where agreement_id = :id and sequence = 12',
    [
      'Event 12 of the history is missing or out of place.',
      'The history has 14 events where the agreement holds 15, or another last hash.',
      'The commitment “每季义诊” does not stand as the history tells (:commitment2).',
    ],
  ],
  [
    'the first event taken out',
    'delete from agreement_events where agreement_id = :id and sequence = 1',
    [
      'Event 1 of the history is missing or out of place.',
      'The history has 14 events where the agreement holds 15, or another last hash.',
      'Revision 1: its hash is not the one in the history.',
    ],
  ],
  [
    'all events taken out',
    'delete from agreement_events where agreement_id = :id',
    [
      'The history has 0 events where the agreement holds 15, or another last hash.',
      'The status ACTIVE is not the one that the history led to.',
      'Revision 1: its hash is not the one in the history.',
      'Revision 2: its hash is not the one in the history.',
      'The signature of 北山小学 is not as signed and chained.',
      'The signature of 北山医院 is not as signed and chained.',
      'The signature of 北山书店 is not as signed and chained.',
      'The signature of 北山公证处 is not as signed and chained.',
      'The agreement’s moment of activation is not as signed and chained.',
      'Whether and when 北山书店 left is not as in the history.',
      'The commitment “每月开放操场” does not stand as the history tells (:commitment1).',
      'The commitment “每季义诊” does not stand as the history tells (:commitment2).',
      'A rating of :commitment1 is not as in the history.',
    ],
  ],
  [
    'the last event cut off',
    'delete from agreement_events where agreement_id = :id and sequence = 15',
    [
      'The history has 14 events where the agreement holds 15, or another last hash.',
      'Whether and when 北山书店 left is not as in the history.',
    ],
  ],
  [
    'the last event cut off, with the count and the hash set back',
    `delete
      from agreement_events
      where agreement_id = :id and sequence = 15;
      update agreements set history_count = 14, history_head = (select chain_hash
      from agreement_events
      where agreement_id = :id and sequence = 14)
      where id = :id;
      update agreement_parties set left_at = null
      where agreement_id = :id`,
    ['The seal on the end of the history does not hold.'],
  ],
  [
    'two events swapped',
    `update agreement_events set sequence = -1
      where agreement_id = :id and sequence = 13;
      update agreement_events set sequence = 13
      where agreement_id = :id and sequence = 14;
      update agreement_events set sequence = 14
      where agreement_id = :id and sequence = -1`,
    [
      'Event 13: the chain hash does not hold.',
      'Event 14: the chain hash does not hold.',
      'Event 15: the chain hash does not hold.',
    ],
  ],
  [
    'two signatures’ events swapped',
    `update agreement_events set sequence = -1
      where agreement_id = :id and sequence = 7;
      update agreement_events set sequence = 7
      where agreement_id = :id and sequence = 8;
      update agreement_events set sequence = 8
      where agreement_id = :id and sequence = -1`,
    [
      'Event 7: the chain hash does not hold.',
      'Event 8: the chain hash does not hold.',
      'Event 9: the chain hash does not hold.',
    ],
  ],
  [
    'an event copied from another agreement',
    `insert into agreement_events (alliance_id, id, agreement_id, sequence, kind, at, by_id, unit_id, note, details, chain_hash, seal, key_id)
      select e.alliance_id, gen_random_uuid(), :id::uuid, 16, e.kind, e.at, e.by_id, e.unit_id, e.note, e.details, e.chain_hash, e.seal, e.key_id
      from agreement_events e join agreements a on a.id = e.agreement_id
      where a.number = '2027-002' and e.sequence = 15;
      update agreements set history_count = 16, history_head = (select chain_hash
      from agreement_events
      where agreement_id = :id and sequence = 16)
      where id = :id`,
    ['Event 16: the chain hash does not hold.', 'The seal on the end of the history does not hold.'],
  ],
  [
    'the count',
    'update agreements set history_count = 14 where id = :id',
    [
      'The history has 15 events where the agreement holds 14, or another last hash.',
      'The seal on the end of the history does not hold.',
    ],
  ],
  [
    'the last hash',
    `update agreements set history_head = repeat('0', 64) where id = :id`,
    [
      'The history has 15 events where the agreement holds 15, or another last hash.',
      'The seal on the end of the history does not hold.',
    ],
  ],
  [
    'the seal on the end',
    `update agreements set head_seal = (select head_seal from agreements where number = '2027-002') where id = :id`,
    ['The seal on the end of the history does not hold.'],
  ],
  [
    'the key of the seal on the end',
    `update agreements set head_key_id = '' where id = :id`,
    ['The seal on the end of the history does not hold.'],
  ],
];
