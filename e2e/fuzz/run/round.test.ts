// What a round says of a subject that misbehaves, planted in the target and nowhere else.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSeededRandom } from '@weft/base/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createCostlyPool } from './costly-pool.js'
import { createMeter } from './meter.js'
import { playRound, replayRound } from './round.js'
import type { Report, Subject, Target } from './target.js'
import { openTraceFile, readTrace } from './trace-file.js'

const folder = mkdtempSync(join(tmpdir(), 'weft-fuzz-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Misbehaves when the byte 7 comes. */
function targetOf(misbehave: (report: Report) => void, check: () => string[] = () => []): Target {
  return {
    name: 'frames',
    open: async (_world, report): Promise<Subject> => ({
      hints: {},
      perform: (action) => {
        if (action.kind === 'send' && action.bytes[0] === 7) misbehave(report)
      },
      check: async () => check(),
      close: async () => undefined
    }),
    createScript: (_world, random) => ({
      next: () => [
        { kind: 'send', slot: 0, variant: 0, bytes: Uint8Array.of(random.below(20)) },
        { kind: 'settle' }
      ]
    })
  }
}

const tools = (target: Target, name: string) => ({
  ...{ target, pool: createCostlyPool(), meter: createMeter() },
  ...{ trace: openTraceFile(join(folder, name)), uncaught: () => [] }
})

const busy = (ms: number): void => {
  const end = performance.now() + ms
  while (performance.now() < end) Math.sqrt(2)
}

describe('a round', () => {
  it('P5 tells what threw, and its trace throws again', async () => {
    const target = targetOf(() => {
      throw new Error('planted')
    })
    const { violations } = await playRound(tools(target, 'throw'), 3, 500, createSeededRandom(1))
    expect(violations.join()).toContain('planted')
    const { world, actions } = readTrace(readFileSync(join(folder, 'throw')))
    expect(world).toBe(3)
    expect(actions.filter(({ kind }) => kind === 'send').at(-1)).toMatchObject({ bytes: Uint8Array.of(7) })
    const again = await replayRound(tools(target, 'again'), world, actions)
    expect(again.violations.join()).toContain('planted')
  })

  it('P5 tells a fault that was swallowed, and a subject that does not work any more', async () => {
    const swallowed = targetOf((report) => report.broken('planted'))
    expect((await playRound(tools(swallowed, 'a'), 0, 500, createSeededRandom(1))).violations).toEqual([
      'planted'
    ])
    const dead = targetOf(
      () => undefined,
      () => ['nobody is served']
    )
    expect((await playRound(tools(dead, 'b'), 0, 50, createSeededRandom(1))).violations).toEqual([
      'nobody is served'
    ])
  })

  it('P5 tells a message that holds up the loop', async () => {
    const slow = targetOf(() => busy(80))
    const result = await playRound(tools(slow, 'slow'), 0, 200, createSeededRandom(1))
    expect(result.violations).toEqual([])
    expect(result.slow?.bytes).toBe(1)
  })

  it('P5 of a sound subject tells nothing', async () => {
    const result = await playRound(
      tools(
        targetOf(() => undefined),
        'sound'
      ),
      0,
      300,
      createSeededRandom(1)
    )
    expect(result).toMatchObject({ violations: [], slow: undefined, figures: { frames: 300, rounds: 1 } })
  })
})
