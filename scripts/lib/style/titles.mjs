// Rule: a test's title begins with the id of the SPEC rule that it checks, and SPEC.md has that rule.
import { existsSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { inRoot } from '../root.mjs'
import { lineOf, walk } from './sources.mjs'

const ruleId = /^[A-Z]+\d+[a-z]?\b/

export function titles(sources) {
  const spec = inRoot('SPEC.md')
  if (!existsSync(spec)) return []
  const known = new Set(
    [...readFileSync(spec, 'utf8').matchAll(/^\s*(?:[-*|] ?)?\*\*([A-Z]+\d+[a-z]?)\b[^*\n]*\*\*/gm)].map(
      (m) => m[1]
    )
  )
  return sources.flatMap((source) => {
    const problems = []
    walk(source, (node) => {
      const title = source.isTest ? titleOfTest(node) : titleOfContractCase(source, node)
      if (title === undefined) return
      const id = ruleId.exec(title)?.[0]
      if (id !== undefined && known.has(id)) return
      const why =
        id === undefined ? 'does not begin with a SPEC rule' : `names ${id}, which SPEC.md does not have`
      problems.push({ path: source.path, line: lineOf(source, node), text: `the title "${title}" ${why}` })
    })
    return problems
  })
}

/** The title of `it(…)`, `test(…)` and their forms (`it.each(…)(…)`, `test.only(…)`), as far as it is literal. */
function titleOfTest(node) {
  if (!ts.isCallExpression(node) || node.arguments.length < 2) return undefined
  return isTestFunction(node.expression) ? literalHead(node.arguments[0]) : undefined
}

const notTests = new Set([
  'describe',
  'step',
  'beforeEach',
  'afterEach',
  'beforeAll',
  'afterAll',
  'use',
  'extend'
])

function isTestFunction(callee) {
  if (ts.isIdentifier(callee)) return callee.text === 'it' || callee.text === 'test'
  if (ts.isPropertyAccessExpression(callee))
    return !notTests.has(callee.name.text) && isTestFunction(callee.expression)
  if (ts.isCallExpression(callee)) return isTestFunction(callee.expression)
  return false
}

/** A case of a contract suite is an object with a title and a run, in a `testing` folder. */
function titleOfContractCase({ path }, node) {
  if (!path.includes('/testing/') || !ts.isObjectLiteralExpression(node)) return undefined
  const property = (name) =>
    node.properties.find((p) => p.name && ts.isIdentifier(p.name) && p.name.text === name)
  const title = property('title')
  if (property('run') === undefined || title === undefined || !ts.isPropertyAssignment(title))
    return undefined
  return literalHead(title.initializer)
}

/** A title that is computed from its very beginning cannot be judged here. */
function literalHead(node) {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node) && node.head.text !== '') return node.head.text
  return undefined
}
