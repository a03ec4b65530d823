import type { Row } from '../../../platform/access/row';
import { sql, type Sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { AgendaItem } from '../agenda/agenda.entity';
import { SpeakerTurn } from './speaker.entity';
import { MOST_TURNS } from './speaker.rules';

/** Those who have spoken, who speaks, those who wait in the order of the queue, those who withdrew. */
export const inTurn = (turn: Row<SpeakerTurn>): Sql =>
  sql`array_position(array['DONE', 'SPEAKING', 'WAITING', 'WITHDRAWN'], ${turn.state}), ${turn.startedAt}, not ${turn.pointOfOrder}, ${turn.position}, ${turn.id}`;

declareFields(AgendaItem, (field) => ({
  speakers: field.many(() => SpeakerTurn, {
    most: MOST_TURNS,
    on: (turn, item) =>
      sql`${turn.allianceId} = ${item.allianceId} and ${turn.meetingId} = ${item.meetingId} and ${turn.itemId} = ${item.id}`,
    order: inTurn,
    estimatedCount: 5,
    description:
      'Who has spoken to it, who speaks, who waits (发言名单): in this order; of those who wait, points of order first.',
  }),
}));
