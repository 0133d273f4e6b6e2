// Rule: imports go down only, by package name; a package's index.ts is for others.
import { dirname, posix } from 'node:path'

const layerOf = {
  base: 0,
  protocol: 1,
  model: 1,
  seal: 1,
  'yjs-guard': 1,
  client: 2,
  relay: 2,
  indexeddb: 3,
  'store-sqlite': 3,
  'log-sqlite': 3,
  react: 4,
  cli: 5,
  notes: 5,
  'example-page': 5,
  'example-codemirror': 6,
  'example-quill': 6,
  'example-tiptap': 6
}

const isExample = (owner) => owner.startsWith('examples/')

export function layers(sources) {
  return sources
    .filter(
      ({ owner, path }) => owner !== 'e2e' && owner !== 'packages/bench' && path.startsWith(sourceOf(owner))
    )
    .flatMap((source) =>
      source.imports.flatMap(({ name, line }) => {
        const text = name.startsWith('.') ? insideProblem(source, name) : outsideProblem(source, name)
        return text === undefined ? [] : [{ path: source.path, line, text }]
      })
    )
}

/** An example's files lie at the top of its folder. */
const sourceOf = (owner) => (isExample(owner) ? `${owner}/` : `${owner}/src`)

function outsideProblem({ owner }, name) {
  const [, target, rest] = /^@weft\/([^/]+)(\/.*)?$/.exec(name) ?? []
  if (target === undefined) return undefined
  const self = isExample(owner) ? owner.replace('examples/', 'example-') : owner.split('/')[1]
  if (layerOf[self] === undefined)
    return `${self} has no layer yet: give it one in scripts/lib/style/layers.mjs`
  if (target === self) return `imports its own package by name; use a relative path`
  if (rest?.startsWith('/dist') || rest?.startsWith('/src')) return `reaches into ${name}`
  if (layerOf[target] === undefined) return `imports ${name}, which has no layer`
  if (layerOf[target] < layerOf[self]) return undefined
  return `${self} (layer ${layerOf[self]}) imports ${name} (layer ${layerOf[target]}): imports go down only`
}

function insideProblem({ owner, path }, name) {
  const target = posix.join(dirname(path), name)
  if (!target.startsWith(sourceOf(owner))) return `reaches out of its package to ${name}; import it by name`
  const isFace =
    target === `${owner}/src` || target === `${owner}/src/index.js` || target === `${owner}/src/index`
  // The test beside the public face is the one place that has to see it.
  if (!isFace || path === `${owner}/src/index.test.ts` || owner.startsWith('apps/')) return undefined
  return "imports its own package's index; import the file that has it"
}
