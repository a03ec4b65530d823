import { Column, PrimaryColumn, type ColumnOptions } from 'typeorm';

/** The row's id, a UUIDv7. */
export const IdColumn = (): PropertyDecorator => PrimaryColumn('uuid');

/** A moment, to the millisecond, so that it survives JavaScript's Date unchanged. */
export const MomentColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column({ ...options, type: 'timestamptz', precision: 3 });

/** A calendar day as YYYY-MM-DD. */
export const DayColumn = (options: ColumnOptions = {}): PropertyDecorator => Column({ ...options, type: 'date' });

/** A value of an enumeration, kept as its name; the migration checks it. */
export const EnumColumn = (options: ColumnOptions = {}): PropertyDecorator => Column({ ...options, type: 'text' });
