import { LIMITS } from '../../../platform/budgets';
import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { isSecretariatAnywhere } from '../shared/rights';
import { GoverningDocument } from './governing-document.entity';
import { AcknowledgeDocumentInput, PublishGoverningDocumentInput } from './governing-document.inputs';
import { acknowledgeDocument, publishGoverningDocument } from './governing-document.service';

declareMutations({
  publishGoverningDocument: mutation(publishGoverningDocument, {
    input: PublishGoverningDocumentInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    largeInput: { bytes: LIMITS.textBodyBytes, from: isSecretariatAnywhere },
    description:
      'Publishes a document (发布制度文件), as a new edition when there is one of that kind and title. By the secretariat.',
    payload: { document: () => GoverningDocument },
    payloadDescription: 'The document just published (发布的文件).',
  }),
  acknowledgeDocument: mutation(acknowledgeDocument, {
    input: AcknowledgeDocumentInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description: 'Confirms receipt of an edition in force (签收): by a unit’s people, once a unit however often.',
    payload: { document: () => GoverningDocument },
    payloadDescription: 'The document with the receipt (签收的文件).',
  }),
});
