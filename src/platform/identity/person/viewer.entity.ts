import { ObjectType } from 'type-graphql';
import { Node } from '../../reads/node';

/** Whoever is signed in, viewed from their own row in `persons`; higher modules add what they know of them. */
@ObjectType({
  implements: Node,
  description: "Whoever is signed in (当前用户). Its id is another than the person's, so that caches keep them apart.",
})
export class Viewer extends Node {}
