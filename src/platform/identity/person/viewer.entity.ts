import { ObjectType } from 'type-graphql';

/** Whoever is signed in, viewed from their own row in `persons`; higher modules add what they know of them. */
@ObjectType({ description: 'Whoever is signed in (当前用户).' })
export class Viewer {
  id!: string;
}
