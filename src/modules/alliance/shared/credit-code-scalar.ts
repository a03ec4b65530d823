import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { atLiteral, noLonger } from '../../../platform/reads/scalars';
import { isCreditCode, normaliseCreditCode } from './credit-code';

/** As it is written: 18 characters, and blanks between them. */
const LONGEST = 40;

/** Unified social credit code (统一社会信用代码, GB 32100-2015); the check character is verified. */
export const CreditCode = new GraphQLScalarType<string, string>({
  name: 'CreditCode',
  description:
    '18-character unified social credit code (统一社会信用代码, GB 32100-2015); the check character is verified.',
  extensions: { longest: LONGEST },
  serialize: String,
  parseValue: parse,
  parseLiteral: (node) => atLiteral(node, () => parse(node.kind === Kind.STRING ? node.value : null)),
});

function parse(value: unknown): string {
  noLonger(value, LONGEST);
  const code = typeof value === 'string' ? normaliseCreditCode(value) : '';
  if (!isCreditCode(code)) throw new GraphQLError('This is not a unified social credit code.');
  return code;
}
