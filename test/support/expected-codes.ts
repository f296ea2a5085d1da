/**
 * The texts in quotes that the expectations of a test file expect: arguments of the matcher, not of `expect` itself, and
 * none behind `.not`. What a comment, an input or a title says is no expectation.
 */
export function expectedTexts(source: string): Set<string> {
  const text = source.replace(/(^|\s)\/\/.*$/gm, '$1')
  const texts = new Set<string>()
  for (const { index } of text.matchAll(/\bexpect\(/g)) {
    const subject = closing(text, index + 'expect'.length)
    const chain = /^\s*((?:\.\w+)+)\(/.exec(text.slice(subject + 1))
    if (chain === null || chain[1]!.split('.').includes('not')) continue
    const start = subject + chain[0].length
    const expected = text.slice(start, closing(text, start))
    for (const [, word] of expected.matchAll(/'([^'\n]+)'/g)) texts.add(word!)
  }
  return texts
}

/** Where the bracket that opens at `start` closes; brackets in quotes and in regular expressions do not count. */
function closing(text: string, start: number): number {
  const tokens =
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[(,=:[]\s*)\/(?:\\.|[^/\\\n])+\/|[()]/g
  tokens.lastIndex = start
  let depth = 0
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    if (token[0] === '(') depth++
    else if (token[0] === ')' && --depth === 0) return token.index
  }
  return text.length
}
