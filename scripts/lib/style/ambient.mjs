// Rule: time, randomness, timers and the console are arguments, except in base, the adapters and the command line.
import ts from 'typescript'
import { lineOf, walk } from './sources.mjs'

const free = ['base', 'indexeddb', 'store-sqlite', 'log-sqlite', 'cli', 'bench'].map(
  (name) => `packages/${name}`
)
const properties = { Date: ['now'], Math: ['random'], performance: ['now'] }
const globals = new Set(['setTimeout', 'setInterval', 'setImmediate', 'console'])
const globalObjects = new Set(['globalThis', 'window', 'self'])

export function ambient(sources) {
  return sources
    .filter(({ owner, isTest }) => owner.startsWith('packages/') && !free.includes(owner) && !isTest)
    .flatMap((source) => {
      const problems = []
      walk(source, (node) => {
        const what = ambientUse(node)
        // A world in a testing folder may let the event loop turn; it still may not wait for a time.
        if (what === undefined || (what === 'setImmediate' && source.path.includes('/testing/'))) return
        problems.push({
          path: source.path,
          line: lineOf(source, node),
          text: `${what} is not an argument here`
        })
      })
      return problems
    })
}

/** What the node takes from its surroundings, or undefined. */
function ambientUse(node) {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const [object, name] = [node.expression.text, node.name.text]
    if (properties[object]?.includes(name)) return `${object}.${name}`
    if (globalObjects.has(object) && globals.has(name)) return `${object}.${name}`
  }
  const clockless = ts.isNewExpression(node) && !node.arguments?.length
  if (clockless && node.expression.getText() === 'Date') return 'new Date()'
  if (ts.isIdentifier(node) && globals.has(node.text) && isValue(node)) return node.text
  return undefined
}

/** Not a name in a declaration, a type, or behind a dot: `clock.setTimeout` is fine. */
function isValue(node) {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isShorthandPropertyAssignment(parent)) return true
  if (parent.name === node || parent.propertyName === node) return false
  return !ts.isTypeQueryNode(parent) && !ts.isTypeReferenceNode(parent) && !ts.isQualifiedName(parent)
}
