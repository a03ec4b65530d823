import { message, Phrase, type Locale, type MessageParameters } from '../../../platform/i18n/messages';
import { declareFields, type Computing } from '../../../platform/reads/declarations';
import { JointMeeting } from '../meeting/meeting.entity';
import { MeetingEvent } from './timeline.entity';
import type { TimelineKind } from './timeline.rules';

/** As `timeline.queries` writes them. */
interface Parameters {
  readonly item?: string;
  readonly guest?: string;
  readonly speaker?: string;
  readonly units?: readonly string[];
  /** How many units there are besides those that are named. */
  readonly more?: number;
}

function words({ units = [], more = 0, speaker = '', ...others }: Parameters): MessageParameters {
  const listed = (locale: Locale): string => units.join(locale === 'zh-CN' ? '、' : ', ');
  const phrase = new Phrase((locale) =>
    more > 0 ? message(locale, 'timeline.more', { units: listed(locale), more }) : listed(locale),
  );
  const named = new Phrase((locale) =>
    units.length === 0 ? speaker : message(locale, 'timeline.speaker', { speaker, units: listed(locale) }),
  );
  return { ...others, units: phrase, speaker: named };
}

declareFields(MeetingEvent, (field) => ({
  summary: field.computed(() => String, {
    needs: ['kind', 'parameters'],
    cost: 1,
    load: (rows, { locale }: Computing) =>
      Promise.resolve(
        rows.map(([kind, parameters]) =>
          message(locale, `timeline.${kind as TimelineKind}`, words(parameters as Parameters)),
        ),
      ),
    description: "What happened, in the request's language (内容).",
  }),
}));

declareFields(JointMeeting, (field) => ({
  timeline: field.connection(() => MeetingEvent, {
    by: 'meeting',
    nullable: true,
    description: 'What happened to the meeting and when, in order (大事记); for members.',
    order: { tag: 'revision', expression: (event) => event.revision, type: 'int', direction: 'asc' },
  }),
}));
