// Measures what each budget is about.
import { budgets } from './budgets.mjs'
import { bundle } from './bundle.mjs'
import { gzippedBytes } from './sizes.mjs'
import { weightsOf } from './weights.mjs'

/** Every budget with `sizes`: gzipped bytes of `first`, `later` and of `firstWithLib0`. */
export async function measureAll() {
  const measured = []
  for (const budget of budgets) measured.push({ ...budget, sizes: await sizesOf(budget.imports) })
  return measured
}

async function sizesOf(imports) {
  const own = await bundle(imports, { withLib0: false })
  const whole = await bundle(imports, { withLib0: true })
  return { first: sum(own.first), later: sum(own.later), firstWithLib0: sum(whole.first) }
}

const sum = (chunks) => chunks.reduce((bytes, { code }) => bytes + gzippedBytes(code), 0)

/** The modules of what `imports` loads, heaviest first: `part` is 'first' or 'later'. */
export async function heaviest(imports, part, { withLib0 = false } = {}) {
  const chunks = (await bundle(imports, { withLib0 }))[part]
  return chunks.flatMap(weightsOf).sort((a, b) => b.gzipped - a.gzipped)
}
