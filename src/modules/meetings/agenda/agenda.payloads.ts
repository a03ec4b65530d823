import { Field, ObjectType } from 'type-graphql';
import { Payload } from '../../../platform/writes/outcome';
import { Agenda, AgendaItem } from './agenda.entity';

@ObjectType()
abstract class AgendaItemPayload extends Payload {
  @Field(() => AgendaItem, { nullable: true }) item!: AgendaItem | null;
  @Field(() => Agenda, { nullable: true }) agenda!: Agenda | null;
}

@ObjectType()
export class AddAgendaItemPayload extends AgendaItemPayload {}

@ObjectType()
export class UpdateAgendaItemPayload extends AgendaItemPayload {}

@ObjectType()
export class MoveAgendaItemPayload extends AgendaItemPayload {}

@ObjectType()
export class RemoveAgendaItemPayload extends Payload {
  @Field(() => Agenda, { nullable: true }) agenda!: Agenda | null;
}

@ObjectType()
export class SetAgendaItemStatePayload extends AgendaItemPayload {}
