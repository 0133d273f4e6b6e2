// The house rules that the linter cannot know. Prints every breach and fails when there is one.
import { ambient } from './lib/style/ambient.mjs'
import { circles } from './lib/style/circles.mjs'
import { firstLine } from './lib/style/first-line.mjs'
import { layers } from './lib/style/layers.mjs'
import { length } from './lib/style/length.mjs'
import { readSources } from './lib/style/sources.mjs'
import { titles } from './lib/style/titles.mjs'

const sources = readSources()
const problems = [firstLine, length, ambient, layers, circles, titles].flatMap((rule) => rule(sources))

for (const { path, line, text } of problems) process.stdout.write(`${path}:${line}  ${text}\n`)
process.stdout.write(`${sources.length} files, ${problems.length} breaches of style\n`)
process.exitCode = problems.length === 0 ? 0 : 1
