// Holds the first load to its budget: what index.html asks for, and the editor that an open note needs. Gzipped.
import { readdirSync, readFileSync } from 'node:fs'
import { notesBytes } from '../../../scripts/lib/bundles/budgets.mjs'
import { gzippedBytes, kilobytes } from '../../../scripts/lib/bundles/sizes.mjs'

const dist = new URL('../dist/', import.meta.url)
const html = readFileSync(new URL('index.html', dist), 'utf8')

const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path)
const editor = readdirSync(new URL('assets/', dist))
  .filter((name) => /^editor-.*\.(js|css)$/.test(name))
  .map((name) => `assets/${name}`)
const files = [...new Set(['index.html', ...named, ...editor])]

const sized = files.map((path) => [path, gzippedBytes(readFileSync(new URL(path, dist)))])
const total = sized.reduce((sum, [, size]) => sum + size, 0)

for (const [path, size] of sized) process.stdout.write(`  ${kilobytes(size).padStart(9)}  ${path}\n`)
process.stdout.write(
  `  ${kilobytes(total).padStart(9)}  first load, gzipped (at most ${kilobytes(notesBytes)})\n`
)
if (editor.length === 0) {
  process.stderr.write('The editor chunk was not found, so the first load cannot be judged.\n')
  process.exitCode = 1
}
if (total > notesBytes) {
  process.stderr.write('The first load is over its budget.\n')
  process.exitCode = 1
}
