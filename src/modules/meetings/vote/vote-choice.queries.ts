import type { Queryable } from '../../../platform/reads/statement';
import type { Sealer } from '../../../platform/sealing';
import { SecretChoices, type KeptChoice } from '../shared/secret-choices';

/** A ballot of a unit's own, with the option where the vote is not secret. */
export type OwnBallot = readonly [allianceId: string, id: string, voteId: string, optionId: string | null];

/** What each of these ballots says, row ids; null where it says nothing yet. Secret choices are opened with their vote's key. */
export async function ownChoices(
  database: Queryable,
  sealer: Sealer,
  ballots: readonly OwnBallot[],
): Promise<(string | null)[]> {
  const closed = ballots.filter(([, , , optionId]) => optionId === null);
  const choices =
    closed.length === 0 ? new Map<string, string | null>() : await secretChoices(database, sealer, closed);
  return ballots.map(([, id, , optionId]) => optionId ?? choices.get(id) ?? null);
}

async function secretChoices(
  database: Queryable,
  sealer: Sealer,
  ballots: readonly OwnBallot[],
): Promise<Map<string, string | null>> {
  const [allianceIds, voteIds] = [ballots.map(([allianceId]) => allianceId), ballots.map(([, , voteId]) => voteId)];
  const { rows } = await database.query<{ id: string; key: Buffer }>({
    name: 'keys-of-secret-votes',
    text: `
      select id, choices_key as key
      from votes
      where (alliance_id, id) in (select * from unnest($1::uuid[], $2::uuid[]))
        and choices_key is not null`,
    values: [allianceIds, voteIds],
  });
  const votes = new Map(
    rows.flatMap(({ id, key }) => {
      const opened = sealer.open(key, id);
      return opened === null ? [] : [[id, new SecretChoices(opened)] as const];
    }),
  );
  const slots = ballots.map(([, id, voteId]) => votes.get(voteId)?.slot(id) ?? null);
  const { rows: kept } = await database.query<KeptChoice>({
    name: 'secret-choices-by-slot',
    text: `
      select slot, content
      from secret_choices
      where (alliance_id, vote_id, slot) in (select * from unnest($1::uuid[], $2::uuid[], $3::bytea[]))`,
    values: [allianceIds, voteIds, slots],
  });
  const bySlot = new Map(kept.map((choice) => [choice.slot.toString('hex'), choice]));
  return new Map(
    ballots.map(([, id, voteId], index) => {
      const choice = bySlot.get(slots[index]?.toString('hex') ?? '');
      return [id, choice === undefined ? null : (votes.get(voteId)?.optionOf(choice) ?? null)];
    }),
  );
}
