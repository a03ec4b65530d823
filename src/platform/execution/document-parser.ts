import { Location, Source, Token, TokenKind, type DocumentNode } from 'graphql';
import { Parser } from 'graphql/language/parser';
import { LIMITS } from '../budgets';

const NO_TOKEN = new Token(TokenKind.SOF, 0, 0, 0, 0);

/** Where a node stands in its text, which is all that an error's `locations` need. */
class Place extends Location {
  override readonly start: number;
  override readonly end: number;

  constructor(start: number, end: number, source: Source) {
    super(NO_TOKEN, NO_TOKEN, source);
    this.start = start;
    this.end = end;
  }
}

/**
 * graphql's parser, whose nodes do not hold on to the tokens: each token knows the one before it and the one after it, so
 * that one node would keep all of them for as long as the document is kept, comments included.
 */
class TokenlessParser extends Parser {
  nodes = 0;

  override node<T extends { loc?: Location }>(startToken: Token, node: T): T {
    this.nodes += 1;
    node.loc = new Place(startToken.start, this._lexer.lastToken.end, this._lexer.source);
    return node;
  }
}

/** Parses a document of at most so many tokens, and counts its nodes. Throws graphql's error of syntax. */
export function parseDocument(text: string): { readonly document: DocumentNode; readonly nodes: number } {
  const parser = new TokenlessParser(new Source(text), { maxLexicalTokens: LIMITS.documentTokens });
  const document = parser.parseDocument();
  return { document, nodes: parser.nodes };
}
