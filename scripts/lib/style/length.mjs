// Rule: past 300 lines a file is probably two; one that is not stands in style-allow.json with its reason.
import { readFileSync } from 'node:fs'
import { inRoot } from '../root.mjs'

const mostLines = 300

export function length(sources) {
  const reasons = JSON.parse(readFileSync(inRoot('scripts', 'style-allow.json'), 'utf8')).longFiles
  const long = sources
    .filter(({ owner, isTest }) => owner !== 'e2e' && !isTest)
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > mostLines)
  const tooLong = long
    .filter(({ path }) => !reasons[path])
    .map(({ path, lines }) => ({
      path,
      line: lines,
      text: `${lines} lines; over ${mostLines} needs a reason`
    }))
  // A reason that nothing needs any more would quietly allow the next long file of that name.
  const idle = Object.keys(reasons)
    .filter((path) => !long.some((file) => file.path === path))
    .map((path) => ({ path, line: 1, text: 'stands in style-allow.json without need' }))
  return [...tooLong, ...idle]
}
