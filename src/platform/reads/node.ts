import { Field, ID, InterfaceType, registerEnumType } from 'type-graphql';

/** An object with a global id (GraphQL Global Object Identification). */
@InterfaceType({
  description: 'An object with an opaque global id, which node and nodes resolve.',
  autoRegisterImplementations: true,
})
export abstract class Node {
  @Field(() => ID) id!: string;
}

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(OrderDirection, { name: 'OrderDirection', description: 'Upwards or downwards.' });
