// The short form of the simulation, through the same runner that a person calls, and what the runner itself promises.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { plants } from './plants/index.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const seeds = Number(process.env.WEFT_SIM_SEEDS ?? 1_000)
const typedSeeds = 300
/** Seeds that found something; they stay. What each found stands in README.md. */
const pinned = [
  [8, 1],
  [13, 1],
  [39, 1],
  [48, 2],
  [56, 1],
  [1_094, 1],
  [1_143, 1],
  [1_274, 1],
  [1_562, 1],
  [6_092, 1],
  [10_094, 1],
  [10_098, 1],
  [30_160, 1],
  [31_928, 1],
  [32_552, 1],
  [41_752, 1],
  [110_579, 1],
  [141_765, 1],
  [150_682, 1],
  [171_779, 1],
  [172_392, 1],
  [179_800, 1],
  [209_526, 1],
  [242_934, 1],
  [245_719, 1],
  [246_651, 1]
] as const

interface Run {
  readonly code: number
  readonly output: string
}

function sim(...args: (string | number)[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'scripts', 'sim.mjs'), ...args.map(String)],
      { cwd: root, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` })
    )
  })
}

const timesOf = (output: string, what: string): number =>
  Number(new RegExp(`${what} (\\d+)`).exec(output.trim().split('\n').at(-1) ?? '')?.[1] ?? 0)

describe('simulated worlds', () => {
  it(
    'C4 converge, keep what was saved and acknowledged, and never claim what is not so',
    async () => {
      const { code, output } = await sim('--seeds', seeds)
      expect(code, output).toBe(0)
      // A run that did nothing shows nothing.
      for (const what of [
        'edit',
        'guest edit',
        'disk: torn tail',
        'relay: killed',
        'tab: frozen',
        'store: rewound'
      ]) {
        expect(timesOf(output, what), what).toBeGreaterThan(seeds / 100)
      }
      for (const oracle of ['converged', 'saved is kept', 'acknowledged is durable', 'up to date is true']) {
        expect(timesOf(output, oracle), oracle).toBeGreaterThan(seeds)
      }
    },
    60_000 + seeds * 1_000
  )

  it('V2 V3 add up, and lose no write of a typed field, whatever goes wrong', async () => {
    const { code, output } = await sim('--typed', '--seeds', typedSeeds)
    expect(code, output).toBe(0)
    for (const what of ['edit of a typed field', 'added up exactly', 'writes stand until they are seen']) {
      expect(timesOf(output, what), what).toBeGreaterThan(typedSeeds)
    }
  }, 300_000)

  it('C4 hold for the seeds that once found something', async () => {
    for (const [from, count] of pinned) {
      const { code, output } = await sim('--seeds', count, '--from', from, '--workers', 1)
      expect(code, output).toBe(0)
    }
  }, 300_000)

  it('C4 are the same each time, byte by byte', async () => {
    const digests = async (...args: (string | number)[]) => {
      const { output } = await sim('--digests', '--seeds', 6, '--from', 100, ...args)
      return output.match(/seed \d+ digest [0-9a-f]{8}/g)?.sort()
    }
    const once = await digests('--workers', 1)
    expect(once).toHaveLength(6)
    expect(await digests('--workers', 3)).toEqual(once)
  }, 120_000)
})

describe('a planted bug', () => {
  it('P4 is told with one command that finds it again', async () => {
    const plant = 'receipt before fsync'
    const found = await sim('--seeds', 20, '--plant', plant)
    expect(found.code).toBe(1)
    const seed = /again: npm run sim -- --seeds 1 --from (\d+) --plant 'receipt before fsync'/.exec(
      found.output
    )?.[1]
    const again = await sim('--seeds', 1, '--from', seed ?? '', '--plant', plant)
    expect(again.code).toBe(1)
    expect(again.output).toContain(`seed ${seed}: B1 acknowledged is durable`)
  }, 120_000)

  it('P4 is found, each of them, within the seeds that are written down for it', async () => {
    const { code, output } = await sim('--plants')
    expect(code, output).toBe(0)
    expect(output).toContain(`${plants.length} planted bugs, ${plants.length} found`)
  }, 600_000)

  it('P4 is not taken for found when it no longer fits the code', () => {
    expect(plants.length).toBeGreaterThanOrEqual(27)
    for (const { name, patches } of plants) {
      for (const { module, find } of patches) {
        // Ports that the simulation wraps are built by the runner, which says itself when a plant does not fit.
        if (module.startsWith('weft-sim/')) continue
        const text = readFileSync(join(root, 'packages', module), 'utf8')
        expect(text.split(find).length, `${name}: ${find}`).toBe(2)
      }
    }
  })
})
