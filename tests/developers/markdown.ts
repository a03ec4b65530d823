/** A block of code in a page. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** The file that its first line says it is. */
  readonly file: string | null;
}

export function codeBlocks(page: string): CodeBlock[] {
  return [...page.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    language,
    code,
    file: /^(?:\/\/|#) ([\w-]+\.\w+)\n/.exec(code)?.[1] ?? null,
  }));
}
