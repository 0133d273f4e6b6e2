// Plants each bug, one after the other, and runs seeds until an oracle finds it.
import { runSeeds } from './pool.mjs'

/** Prints a line a plant; resolves with 0 when each was found within its own bound, or `seeds` if that is less, else with 1. */
export async function findPlants({ folder, from, seeds, workers }) {
  const { plants } = await import(`${folder}/plants/index.js`)
  let missed = 0
  for (const plant of plants) {
    const count = Math.min(seeds, plant.within)
    const first = Math.max(from, plant.from ?? 1)
    const found = await findPlant({ folder, from: first, count, workers, plant })
    if (!found) missed++
    process.stdout.write(
      found
        ? `${plant.name}: found by seed ${found.seed} after ${found.tried} seeds: ${found.message.split('\n')[0]}\n`
        : `${plant.name}: NOT FOUND in ${count} seeds\n`
    )
  }
  process.stdout.write(`${plants.length} planted bugs, ${plants.length - missed} found\n`)
  return missed === 0 ? 0 : 1
}

export async function findPlant({ folder, from, count, workers, plant }) {
  let tried = 0
  let found
  await runSeeds({
    ...{ folder, from, count, workers, plant, typed: plant.typed },
    onReport: ({ seed, failure }) => {
      tried++
      if (!failure) return true
      found = { seed, tried, oracle: failure.oracle, message: failure.message }
      return false
    }
  })
  return found
}
