import { Field, ID, InterfaceType } from 'type-graphql';
import { describeEnum } from './enums';

/** An object with a global id (GraphQL Global Object Identification). */
@InterfaceType({
  description: 'An object with an opaque global id, which `node` and `nodes` resolve (对象).',
  autoRegisterImplementations: true,
})
export abstract class Node {
  @Field(() => ID, { description: 'Its own for ever, and opaque: for `node` and for inputs (全局编号).' }) id!: string;
}

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
describeEnum(OrderDirection, {
  name: 'OrderDirection',
  description: 'Upwards or downwards (排序方向).',
  values: {
    ASC: 'Upwards: the smallest, the earliest, the first in pinyin comes first (升序).',
    DESC: 'Downwards (降序).',
  },
});
