import { sql } from '../../database/sql';
import { declareFields } from '../../reads/declarations';
import { Delivery, Invitation } from './invitation.entity';

declareFields(Invitation, (field) => ({
  delivery: field.expression(
    () => Delivery,
    'string',
    (invitation) => sql`(
      select
        case
          when letter.failed_at is not null then 'FAILED'
          when letter.sent_at is not null then 'SENT'
          else 'WAITING'
        end
      from letters letter
      where letter.about = 'invitation_' || ${invitation.id}
    )`,
    {
      nullable: true,
      description:
        'What became of its mail (投递状态); null where it was handed over without one, and 30 days after it was sent.',
    },
  ),
}));
