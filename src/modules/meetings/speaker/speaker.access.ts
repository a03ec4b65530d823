import { declareAccess, extendAccess } from '../../../platform/access/access';
import { AgendaItem } from '../agenda/agenda.entity';
import { ofVisibleItem } from '../agenda/agenda.access';
import { SpeakerTurn } from './speaker.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    turn: SpeakerTurn;
  }
}

/* Who sees what of speakers: docs/visibility.md, "agenda item". */

declareAccess<SpeakerTurn>(SpeakerTurn, {
  id: 'turn',
  within: 'meeting',
  row: ofVisibleItem,
  open: ['id', 'unit', 'speaker', 'pointOfOrder', 'state', 'requestedAt', 'startedAt', 'endedAt', 'limitSeconds'],
});

extendAccess(AgendaItem, { open: ['speakers'] });
