// Rule: no file imports itself by way of others, types included.
import { dirname, posix } from 'node:path'

export function circles(sources) {
  const known = new Map(sources.map((source) => [source.path, source]))
  const targets = new Map(sources.map((source) => [source.path, targetsOf(source, known)]))
  const state = new Map()
  const problems = []

  function visit(path, trail) {
    state.set(path, 'open')
    for (const target of targets.get(path)) {
      if (state.get(target) === 'open') {
        const ring = [...trail.slice(trail.indexOf(target)), target]
        problems.push({ path, line: 1, text: `circle: ${ring.join(' → ')}` })
      } else if (!state.has(target)) {
        visit(target, [...trail, target])
      }
    }
    state.set(path, 'done')
  }

  for (const path of targets.keys()) if (!state.has(path)) visit(path, [path])
  return problems
}

/** The files that the source's relative imports name: "./a.js" is a.ts or a.tsx. */
function targetsOf({ path, imports }, known) {
  return imports
    .filter(({ name }) => name.startsWith('.'))
    .flatMap(({ name }) => {
      const plain = posix.join(dirname(path), name).replace(/\.(js|jsx|ts|tsx)$/, '')
      return [`${plain}.ts`, `${plain}.tsx`, `${plain}/index.ts`]
        .filter((file) => known.has(file))
        .slice(0, 1)
    })
}
