import { anonymous } from '../../platform/access/viewer';
import { globalId } from '../../platform/database/ids';
import { inviteFirstAdministrator, setPasswordPath } from '../../platform/identity';
import { timedOrigin } from '../../platform/timed-work';
import { NO_PAYLOAD, type Writer } from '../../platform/writes/writer';

/**
 * The page where whoever starts the server becomes its first administrator: its link is good once, for seven days, and only while
 * nobody can administer the installation. Null where somebody can.
 */
export async function firstAdministratorPath(writer: Writer): Promise<string | null> {
  const paths: (string | null)[] = [];
  await writer.perform(
    { viewer: anonymous, origin: timedOrigin(), repeatable: null, login: 'identity' },
    async (tx) => {
      const invited = await inviteFirstAdministrator(tx);
      // it names no address, so the page asks for one
      paths.push(invited && `${setPasswordPath(invited.invitation)}:email`);
      if (invited !== null)
        tx.audit({
          allianceId: null,
          action: 'inviteFirstAdministrator',
          subject: globalId('person', invited.personId),
        });
      return {};
    },
    {},
    NO_PAYLOAD,
  );
  return paths.at(-1) ?? null;
}
