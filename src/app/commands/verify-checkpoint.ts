import { z } from 'zod';
import { keysSchema, shown } from '../../modules/agreements/shared/verification';
import '../../platform/audit/audit.messages';
import { bytesOf, readCheckpoint, signerOf, type SignedCheckpoint } from '../../platform/audit/checkpoint.rules';
import { isContinuedBy } from '../../platform/audit/tree.rules';
import type { KeysUnder } from '../../platform/i18n/messages';
import {
  argumentsOf,
  checked,
  contentOf,
  localeOf,
  nothingChecked,
  parsed,
  sayIn,
  Unusable,
  type Checked,
  type Say,
} from './checking';

/** What /.well-known/gongjian/consistency answers. */
const continuationSchema = z.object({ checkpoint: z.string(), proof: z.array(z.string()).max(128) });

/**
 * `npx gongjian verify-checkpoint KEPT CURRENT --keys FILE`: whether the log of today continues the one that a kept checkpoint
 * is of, without server, database or configuration. Exits as `verify` does.
 */
export function verifyCheckpoint(args: readonly string[], environment: NodeJS.ProcessEnv): Checked {
  let say = sayIn(localeOf(environment));
  try {
    const {
      files: [keptFile = '', currentFile = ''],
      values: { keys: keysFile },
      language,
    } = argumentsOf('verify-checkpoint', args, {
      options: { keys: { type: 'string' } },
      files: 2,
      usage: 'checkpoint.usage',
      say,
    });
    if (language !== undefined) say = sayIn(language);
    if (keysFile === undefined) throw new Unusable(say('checkpoint.usage'));
    const { keys } = parsed(keysSchema, keysFile, 'evidence.noKeys', say);
    const { checkpoint, proof } = parsed(continuationSchema, currentFile, 'checkpoint.noContinuation', say);
    const kept = checkpointOf(contentOf(keptFile, say), keptFile, say);
    const current = checkpointOf(checkpoint, currentFile, say);
    const hashes = proof.map((each) => bytesOf(each) ?? Buffer.alloc(0));
    const checks: readonly (readonly [KeysUnder<'checkpoint.check'>, boolean])[] = [
      ['kept', signerOf(kept, keys) !== null],
      ['current', signerOf(current, keys) !== null],
      ['log', kept.origin === current.origin],
      ['size', kept.size <= current.size],
      ['continued', isContinuedBy(kept, current, hashes)],
    ];
    const failed = checks.filter(([, holds]) => !holds).length;
    return checked(failed, [
      shown(say('checkpoint.kept', spoken(kept))),
      shown(say('checkpoint.current', spoken(current))),
      say('evidence.givenKeys', { file: keysFile, keys: keys.map(({ kid }) => kid).join(', ') }),
      '',
      ...checks.map(([check, holds]) => `${holds ? 'ok    ' : 'FAILED'}  ${say(`checkpoint.check.${check}`)}`),
      '',
      failed === 0 ? say('audit.holds') : say('audit.holdsNot', { count: failed }),
    ]);
  } catch (error) {
    return nothingChecked(error);
  }
}

/** A checkpoint read from a file's text, which may have been copied from a mail. */
export function checkpointOf(note: string, file: string, say: Say): SignedCheckpoint {
  const read = readCheckpoint(`${note.replaceAll('\r\n', '\n').trim()}\n`);
  if (read === null) throw new Unusable(say('audit.noCheckpoint', { file }));
  return read;
}

function spoken({ origin, size, root }: SignedCheckpoint) {
  return { origin, size, root: root.toString('base64') };
}
