/**
 * Agreements (共建协议): drafted together, signed by all, provably unaltered.
 *
 * - agreement (共建协议): what units undertake together, signed with the subdistrict, a community or a grid: its tier (层级)
 * - party (签约方): a unit in it: the initiator (发起方) who drew it up, parties (协议方), and witnesses (见证方) who attest it
 * - revision (文本版本): an immutable text, numbered; its canonical text (规范文本) is RFC 8785 JSON, its content hash
 *   (内容哈希) SHA-256 of that
 * - signing step (签署步骤): parties of one step sign in any order, the next step when it is complete, witnesses last
 * - signature (签名): a unit's, by one of its representatives in person, under one revision; a revision voids those before
 * - commitment (承诺事项): what one party undertakes to do; the others rate how it was kept (双向监督)
 * - history (历程): the events of an agreement, each chained (链式哈希) to the one before it and the last sealed
 * - replay (重演): going through a history by the rules, to see whether each of its steps could be taken
 * - evidence (证据文件): all that proves an agreement, in one file that is checked without the server
 * - term (期限): from startsOn to endsOn, both included, in the alliance's time zone; follow-up (续签): what renews it
 */
import '../alliance';
import './agreement/agreement.access';
import { Agreement } from './agreement/agreement.entity';
import './agreement/agreement.fields';
import './agreement/agreement.feed';
import './agreement/agreement.messages';
import { AgreementParty, Signature } from './agreement/party.entity';
import './agreement/signing.mutations';
import './commitment/commitment.access';
import { Commitment, CommitmentRating } from './commitment/commitment.entity';
import './commitment/commitment.fields';
import './commitment/commitment.mutations';
import './drafting/drafting.mutations';
import './history/history.access';
import { AgreementEvent } from './history/history.entity';
import './proof/integrity.messages';
import './renewal/renewal.mutations';
import './revision/revision.access';
import { AgreementRevision } from './revision/revision.entity';
import './revision/revision.fields';

export const agreementEntities = [
  Agreement,
  AgreementRevision,
  AgreementParty,
  Signature,
  Commitment,
  CommitmentRating,
  AgreementEvent,
];
export type { CommitmentInput } from './drafting/drafting.inputs';
export { seesAgreementWithId } from './agreement/agreement.access';
export { CONCLUDED, TRANSITIONS, type Transition } from './agreement/agreement.rules';
export { declineAgreement, signAgreement, terminateAgreement } from './agreement/signing.service';
export { REPORTED_IN } from './commitment/commitment.rules';
export { rateCommitment, updateCommitment } from './commitment/commitment.service';
export {
  draftAgreement,
  openAgreementForSignature,
  reviseAgreement,
  withdrawAgreement,
} from './drafting/drafting.service';
export { agreementDocument } from './print/print.queries';
export { renewAgreement } from './renewal/renewal.service';
export type { AgreementServices } from './shared/services';
export { keepTerm } from './term/term.service';
export { historiesBehindLog } from './history/history.queries';
export { termTask } from './term/term.task';
