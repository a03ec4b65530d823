import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Post, TerritoryBody } from './territory-body.entity';
import { AppointPostInput, CreateTerritoryBodyInput, EndPostInput } from './territory-body.inputs';
import { appointPost, createTerritoryBody, endPost } from './territory-body.service';

declareMutations({
  createTerritoryBody: mutation(createTerritoryBody, {
    input: CreateTerritoryBodyInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Sets up a body that runs territories (新设组织). By the secretariat.',
    payload: { body: () => TerritoryBody },
    payloadDescription: 'The new body (新设的组织).',
  }),
  appointPost: mutation(appointPost, {
    input: AppointPostInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Appoints somebody to a post in a body or of a territory (任职). By the secretariat.',
    payload: { post: () => Post },
    payloadDescription: 'The post (任职).',
  }),
  endPost: mutation(endPost, {
    input: EndPostInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Ends a post (离任). By the secretariat.',
    payload: { post: () => Post },
    payloadDescription: 'The post that has ended (离任).',
  }),
});
