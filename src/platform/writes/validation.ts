import {
  buildMessage,
  getMetadataStorage,
  ValidateBy,
  ValidateIf,
  validateSync,
  type ValidationError,
  type ValidationOptions,
} from 'class-validator';
import { typeNamesOf } from '../access/access';
import { LONGEST_ID, parseGlobalId, type IdPrefix } from '../database/ids';
import type { MessageKey, MessageParameters } from '../i18n/messages';
import { declareBounds, type Bounds } from './bounds';
import { place, refusedFor, UserErrorCode, type Place, type Refusal, type Refused } from './outcome';

/** What a constraint carries to the refusal that its failure becomes. */
interface Meaning {
  readonly code: UserErrorCode;
  readonly key: MessageKey;
  /** Those that are not known before all types are declared come from a function. */
  readonly parameters?: MessageParameters | (() => MessageParameters);
}

/** A meaning, and, where it is of a list's entries, which of them break it. */
type Context = Meaning & { readonly holdsFor?: (entry: unknown) => boolean };

function constraint(
  name: string,
  meaning: Meaning,
  validate: (value: unknown) => boolean,
  options?: ValidationOptions,
  bounds?: Bounds,
): PropertyDecorator {
  const context: Context = options?.each === true ? { ...meaning, holdsFor: validate } : meaning;
  const validated = ValidateBy(
    { name, validator: { validate, defaultMessage: buildMessage(() => meaning.key) } },
    { ...options, context },
  );
  if (bounds === undefined) return validated;
  return (target, property) => {
    validated(target, property);
    declareBounds(target, property, bounds);
  };
}

const isPresent = (value: unknown): boolean => value !== undefined && value !== null;

/** A field that may be absent (and, where the schema says so, null). */
export function Optional(): PropertyDecorator {
  return ValidateIf((_, value) => isPresent(value));
}

// control characters (C0 and C1) but tab and line feeds, lone surrogates, what Unicode says is no character
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Surrogate}|\p{Noncharacter_Code_Point}/u;

/** Something that is to be seen. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/**
 * More marks on one letter than any writing has (Unicode, UAX 15, allows thirty). Composing (NFC) sorts them, in a time that
 * grows with the square of their number: seconds for the length of an agreement.
 */
const HEAPED_MARKS = /\p{M}{31}/u;

/**
 * A text of so many characters (code points) once blanks at its ends are gone, counted as they are composed (NFC) where it
 * is kept so; one that must not be empty shows something.
 */
export function Text(limits: { min?: number; max: number; each?: boolean; composed?: boolean }): PropertyDecorator {
  const { min = 1, max, each = false, composed = false } = limits;
  const meaning: Meaning = { code: UserErrorCode.INVALID, key: 'input.text', parameters: { min, max } };
  const validate = (value: unknown): boolean => {
    if (typeof value !== 'string' || FORBIDDEN.test(value) || (min > 0 && !VISIBLE.test(value))) return false;
    if (HEAPED_MARKS.test(value)) return false;
    const length = [...(composed ? value.normalize('NFC') : value).trim()].length;
    return length >= min && length <= max;
  };
  return constraint('text', meaning, validate, { each }, { length: { min, max } });
}

/**
 * A text that is only measured here, as it was sent: a password, a token, a file. What is wrong with it otherwise is for the
 * one to say who looks at it, so that what is malformed looks the same as what is unknown.
 */
export function MaxLength(max: number): PropertyDecorator {
  const meaning: Meaning = { code: UserErrorCode.LIMIT_REACHED, key: 'input.tooLong', parameters: { max } };
  const validate = (value: unknown): boolean => typeof value === 'string' && value.length <= max;
  return constraint('maxLength', meaning, validate, {}, { length: { min: 0, max } });
}

/** A global id of one of these prefixes. Any other is an object that is not there, and is told what it should be. */
export function IdOf(prefixes: IdPrefix | readonly IdPrefix[], options: { each?: boolean } = {}): PropertyDecorator {
  const known: readonly string[] = typeof prefixes === 'string' ? [prefixes] : prefixes;
  const validate = (value: unknown): boolean => known.includes(parseGlobalId(value)?.prefix ?? '');
  const parameters = (): MessageParameters => ({ types: typeNamesOf([prefixes].flat()).join(' / ') });
  const meaning: Meaning = { code: UserErrorCode.NOT_FOUND, key: 'input.idOf', parameters };
  return constraint('id', meaning, validate, { each: options.each ?? false }, { length: { min: 1, max: LONGEST_ID } });
}

/** A global id that its service looks up together with the others, so that all that are missing are named at once. */
export function ReferenceId(options: { each?: boolean } = {}): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value === 'string' && value.length <= LONGEST_ID;
  const meaning: Meaning = { code: UserErrorCode.NOT_FOUND, key: 'input.notFound' };
  return constraint('id', meaning, validate, { each: options.each ?? false }, { length: { min: 1, max: LONGEST_ID } });
}

export function Range(min: number, max: number): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value === 'number' && value >= min && value <= max;
  return constraint('range', { code: UserErrorCode.INVALID, key: 'input.range', parameters: { min, max } }, validate);
}

/** A list of so many entries at the most. */
export function AtMost(max: number): PropertyDecorator {
  const validate = (value: unknown): boolean => Array.isArray(value) && value.length <= max;
  const meaning: Meaning = { code: UserErrorCode.LIMIT_REACHED, key: 'input.tooMany', parameters: { max } };
  return constraint('atMost', meaning, validate, {}, { entries: max });
}

/** A list that names nothing twice. */
export function Distinct(): PropertyDecorator {
  const validate = (value: unknown): boolean => Array.isArray(value) && new Set(value).size === value.length;
  return constraint('distinct', { code: UserErrorCode.INVALID, key: 'input.doubled' }, validate);
}

/** An update's field that keeps its value when it is absent and cannot be cleared. */
export function NotNull(): PropertyDecorator {
  const unlessAbsent = ValidateIf((_, value) => value !== undefined);
  const refusesNull = constraint(
    'notNull',
    { code: UserErrorCode.INVALID, key: 'input.notNull' },
    (value) => value !== null,
  );
  return (target, property) => {
    unlessAbsent(target, property);
    refusesNull(target, property);
  };
}

/** A text that matches a pattern, blanks at its ends apart; where the pattern bounds its length, of so many characters. */
export function Matching(pattern: RegExp, key: MessageKey, max?: number): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value === 'string' && pattern.test(value.trim());
  const bounds = max === undefined ? undefined : { length: { min: 0, max } };
  // several patterns may hold for one field, and each says its own
  return constraint(`matching ${key}`, { code: UserErrorCode.INVALID, key }, validate, {}, bounds);
}

/** class-validator looks the rules of a class up among those of all classes, anew for each input; here they are kept. */
function keepRules(): void {
  const storage = getMetadataStorage();
  const find = storage.getTargetValidationMetadatas.bind(storage);
  const known = new Map<Function, ReturnType<typeof find>>();
  storage.getTargetValidationMetadatas = (type, ...options) => {
    const rules = known.get(type) ?? find(type, ...options);
    known.set(type, rules);
    return rules;
  };
}

keepRules();

/** What an input breaks of its own rules; null when it breaks none. */
export function validateInput(input: object): Refused | null {
  const errors = validateSync(input, { forbidUnknownValues: false, validationError: { target: false, value: true } });
  const refusals = errors.flatMap((error) => refusalsOf(error, []));
  return refusedFor(refusals);
}

function refusalsOf(error: ValidationError, above: readonly string[]): Refusal[] {
  const [field = error.property, ...within] = [...above, error.property];
  const path = place(field, ...within);
  const { notNull, ...others } = (error.contexts ?? {}) as Readonly<Record<string, Context>>;
  // a null breaks the other rules as well, and only this one says what is wrong
  const broken = notNull ?? Object.values(others)[0];
  const parameters = typeof broken?.parameters === 'function' ? broken.parameters() : broken?.parameters;
  const own =
    broken === undefined
      ? []
      : placesOf(broken, error.value, path).map((at): Refusal => ({
          code: broken.code,
          key: broken.key,
          ...(parameters === undefined ? {} : { parameters }),
          path: at,
        }));
  return [...own, ...(error.children ?? []).flatMap((child) => refusalsOf(child, path))];
}

/** The field, or those of its entries that break the rule. */
function placesOf({ holdsFor }: Context, value: unknown, path: Place): Place[] {
  if (holdsFor === undefined || !Array.isArray(value)) return [path];
  return value.flatMap((entry, index) => (holdsFor(entry) ? [] : [place(...path, index)]));
}

/** The row id in a global id that has been validated. */
export function rowId(globalIdValue: string): string {
  const parsed = parseGlobalId(globalIdValue);
  if (parsed === null) throw new Error('an id was not validated');
  return parsed.id;
}

/** A text as it is stored: composed (NFC) and without blanks at its ends. */
export function cleaned(text: string): string;
export function cleaned(text: string | null | undefined): string | null;
export function cleaned(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : text.normalize('NFC').trim();
}
