import { Arg, ID, Int, Resolver, Subscription, type ClassType } from 'type-graphql';
import { Operation } from '../access/operation';
import { LIMITS } from '../budgets';
import { describeArguments } from '../reads/types';
import { declaredFeeds, type AnyFeedDeclaration } from './declarations';

const CURSOR = `The cursor of the last update that came, to go on from there (游标). At most ${LIMITS.cursorCharacters.toLocaleString('en')} characters.`;
const REVISION = 'The last revision that the client has, to go on from there (修订号); absent: a snapshot comes first.';
const WATCHED = 'What is watched, by its id (订阅对象).';

/** The subscription fields of the declared feeds, as a class for type-graphql. The hub serves them. */
export function declaredSubscriptions(): Function {
  class Subscriptions {}
  Resolver()(Subscriptions);
  const holder = Subscriptions.prototype;
  for (const feed of declaredFeeds().values()) {
    const { field, type, description, by } = feed;
    const descriptor = { value: servedByTheHub, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(holder, field, descriptor);
    describeArguments(holder, field, argumentsOf(feed, field, holder));
    Subscription(() => type() as ClassType, { description, topics: field })(holder, field, descriptor);
    Operation({ by })(holder, field, descriptor);
  }
  return Subscriptions;
}

function argumentsOf(feed: AnyFeedDeclaration, field: string, holder: object): ((index: number) => void)[] {
  const id = (name: string, nullable: boolean) => (index: number) =>
    Arg(name, () => ID, { nullable, description: WATCHED })(holder, field, index);
  const after = (type: typeof Int | typeof String) => (index: number) =>
    Arg('after', () => type, { nullable: true, description: type === String ? CURSOR : REVISION })(
      holder,
      field,
      index,
    );
  if (feed.kind === 'steps') return [id(feed.argument, false), after(Int)];
  if (feed.streams === 'person') return [];
  const names = Object.keys(feed.streams);
  // without a cursor in its updates there is nothing to go on from
  const resumable = Object.values(feed.members ?? {}).some(({ kind }) => kind === 'cursor');
  return [...names.map((name) => id(name, names.length > 1)), ...(resumable ? [after(String)] : [])];
}

function servedByTheHub(): never {
  throw new Error('subscriptions are served by the hub');
}
