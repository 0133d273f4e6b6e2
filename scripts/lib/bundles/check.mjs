// Holds each package that goes to a browser to its budget (SPEC M5).
import { lib0Bytes } from './budgets.mjs'
import { heaviest, measureAll } from './measure.mjs'
import { inFull } from './sizes.mjs'

const shownModules = 10

/** Every budget that is exceeded, by how much, and what weighs most. */
export async function checkBundles() {
  const measured = await measureAll()
  const problems = []
  for (const row of measured) problems.push(...(await problemsOf(row)))
  return { measured, problems }
}

async function problemsOf({ name, imports, first, later, sizes }) {
  const lib0 = sizes.firstWithLib0 - sizes.first
  const problems = []
  if (sizes.first > first) {
    problems.push(await overBudget(`${name}, first load`, sizes.first, first, heaviest(imports, 'first')))
  }
  if (sizes.later > later) {
    problems.push(await overBudget(`${name}, loaded later`, sizes.later, later, heaviest(imports, 'later')))
  }
  if (lib0 > lib0Bytes) {
    const modules = heaviest(imports, 'first', { withLib0: true })
    problems.push(await overBudget(`${name}, what lib0 adds`, lib0, lib0Bytes, modules, /^lib0\//))
  }
  return problems
}

async function overBudget(what, bytes, budget, modules, which = /./) {
  const heavy = (await modules).filter(({ module }) => which.test(module)).slice(0, shownModules)
  const lines = heavy.map(({ module, gzipped }) => `  ${inFull(gzipped).padStart(7)}  ${module}`)
  return [
    `${what}: ${inFull(bytes)} bytes gzipped, ${inFull(bytes - budget)} over its budget of ${inFull(budget)}.`,
    'The heaviest modules:',
    ...lines,
    'Make it smaller, or raise the budget with a reason in scripts/lib/bundles/budgets.mjs.'
  ].join('\n')
}
