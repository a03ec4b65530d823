import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Resource } from './resource.entity';
import { PublishResourceInput, UpdateResourceInput } from './resource.inputs';
import { publishResource, updateResource } from './resource.service';

declareMutations({
  publishResource: mutation(publishResource, {
    input: PublishResourceInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Puts a resource on the list (发布资源): by the staff of the unit that offers it, or keeps it for a resident, ' +
      'or the secretariat. It answers the list rounds that wait for the unit, where its own people publish it.',
    payload: { resource: () => Resource },
    payloadDescription: 'The resource (资源).',
  }),
  updateResource: mutation(updateResource, {
    input: UpdateResourceInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Changes a resource, or takes it off the list (修改资源): by the staff of its unit, or the secretariat. ' +
      'Bookings that were made stand.',
    payload: { resource: () => Resource },
    payloadDescription: 'The resource as it is now (修改后的资源).',
  }),
});
