import { Column, PrimaryColumn, type ColumnOptions } from 'typeorm';

/** The row's id, a UUIDv7. */
export const IdColumn = (): PropertyDecorator => PrimaryColumn('uuid');

/** A moment, to the millisecond, so that it survives JavaScript's Date unchanged. */
export const MomentColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column({ ...options, type: 'timestamptz', precision: 3 });

/** When the row's version last grew; the database writes it (`stamp_change`), since only its clock is every server's. */
export const ChangeColumn = (): PropertyDecorator => MomentColumn({ insert: false, update: false });

/** A calendar day as YYYY-MM-DD. */
export const DayColumn = (options: ColumnOptions = {}): PropertyDecorator => Column({ ...options, type: 'date' });

/** A value of an enumeration, kept as its name; the migration checks it. */
export const EnumColumn = (options: ColumnOptions = {}): PropertyDecorator => Column({ ...options, type: 'text' });
