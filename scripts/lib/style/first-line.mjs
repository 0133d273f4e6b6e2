// Rule: the first line of a source file says what the file is.
export function firstLine(sources) {
  return sources
    .filter(({ owner, isTest }) => owner !== 'e2e' && !isTest)
    .filter(({ text }) => !/^(\/\/ ?[^\s/]|\/\*\*? ?\S)/.test(text))
    .map(({ path }) => ({
      path,
      line: 1,
      text: 'the first line is not a comment that says what the file is'
    }))
}
