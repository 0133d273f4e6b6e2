// What the modules of a bundle weigh: each one's minified bytes, and its part of the gzipped ones.
import { SourceMap } from 'node:module'
import { gzippedBytes } from './sizes.mjs'

/**
 * Heaviest first, as `{ module, minified, gzipped }`. Gzip finds what one module has in common with another, so a part
 * is only near the truth: a module's own bytes are gzipped by themselves, and the sum is scaled to the chunk's.
 */
export function weightsOf(chunk) {
  const texts = textsByModule(chunk)
  const weights = [...texts].map(([module, text]) => ({
    module,
    minified: text.length,
    alone: gzippedBytes(text)
  }))
  const sum = weights.reduce((total, { alone }) => total + alone, 0)
  const scale = gzippedBytes(chunk.code) / sum
  return weights
    .map(({ alone, ...weight }) => ({ ...weight, gzipped: Math.round(alone * scale) }))
    .sort((a, b) => b.gzipped - a.gzipped)
}

/** The minified code that each module became, by the source map. */
function textsByModule({ code, map }) {
  const sources = new SourceMap(JSON.parse(map.toString()))
  const texts = new Map()
  code.split('\n').forEach((line, lineNumber) => {
    for (let column = 0; column < line.length; column++) {
      const { originalSource } = sources.findEntry(lineNumber, column)
      const module = nameOf(originalSource)
      texts.set(module, (texts.get(module) ?? '') + line[column])
    }
  })
  return texts
}

/** "client/dist/session/space-machine.js", "lib0/decoding.js"; what the bundler added has no source. */
const nameOf = (source) => source?.replace(/^.*(node_modules|packages)\//, '') ?? 'between modules'
