// `npm run sizes`: what a browser loads of each package, beside its budget; with a name, module by module.
import { budgets, lib0Bytes } from './lib/bundles/budgets.mjs'
import { checkBundles } from './lib/bundles/check.mjs'
import { heaviest } from './lib/bundles/measure.mjs'
import { inFull } from './lib/bundles/sizes.mjs'
import { requireNode } from './lib/node-version.mjs'
import { table } from './lib/table.mjs'

requireNode()

const [name] = process.argv.slice(2)
if (name === undefined) await showAll()
else await showModules(name)

async function showAll() {
  const { measured, problems } = await checkBundles()
  const rows = measured.map((row) => [
    row.name,
    `${inFull(row.sizes.first)} of ${inFull(row.first)}`,
    `${inFull(row.sizes.later)} of ${inFull(row.later)}`,
    inFull(row.sizes.firstWithLib0)
  ])
  const head = ['gzipped bytes, without Yjs and React', 'first load', 'later', 'first load with lib0']
  process.stdout.write(`${table(head, rows)}\nlib0 may add ${inFull(lib0Bytes)} bytes.\n`)
  if (problems.length > 0) {
    process.stderr.write(`\n${problems.join('\n\n')}\n`)
    process.exitCode = 1
  }
}

async function showModules(asked) {
  const budget = budgets.find((candidate) => candidate.name === asked)
  if (budget === undefined) {
    const names = budgets.map((known) => `"${known.name}"`).join(', ')
    process.stderr.write(`No budget is called "${asked}". There are: ${names}\n`)
    process.exitCode = 2
    return
  }
  for (const part of ['first', 'later']) {
    const modules = await heaviest(budget.imports, part, { withLib0: true })
    if (modules.length === 0) continue
    const rows = modules.map(({ module, minified, gzipped }) => [module, inFull(minified), inFull(gzipped)])
    process.stdout.write(
      `${table([part === 'first' ? 'first load' : 'later', 'minified', 'gzipped'], rows)}\n\n`
    )
  }
}
