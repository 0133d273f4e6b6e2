// Traces of a few keystrokes: what they become, and what is said of those that are wrong.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { generateTrace } from './generate-trace.js'
import { readTrace } from './read-trace.js'
import { documentOf, replayTrace } from './replay-trace.js'
import { parseTrace, TraceError } from './trace.js'
import { shapeOf } from './trace-shape.js'

const folder = mkdtempSync(join(tmpdir(), 'weft-trace-'))
afterAll(() => rmSync(folder, { recursive: true }))

const sequential = {
  startContent: 'so ',
  endContent: 'so 🙂 hey',
  txns: [
    { patches: [[3, 0, 'hey']] },
    // Places are in code points: the face is one.
    { patches: [[3, 0, '🙂🙂 ']] },
    {
      patches: [
        [4, 1, ''],
        [3, 0, '']
      ]
    }
  ]
}

/** Two write at once, each into what it has; then one goes on with both. */
const concurrent = {
  kind: 'concurrent',
  numAgents: 2,
  endContent: 'ONE, two three.',
  txns: [
    { parents: [], numChildren: 2, agent: 0, patches: [[0, 0, 'one three']] },
    {
      parents: [0],
      numChildren: 1,
      agent: 0,
      patches: [
        [0, 3, ''],
        [0, 0, 'ONE']
      ]
    },
    { parents: [0], numChildren: 1, agent: 1, patches: [[4, 0, 'two ']] },
    { parents: [2], numChildren: 1, agent: 1, patches: [[13, 0, '.']] },
    { parents: [1, 3], numChildren: 1, agent: 0, patches: [[3, 0, ',']] },
    { parents: [4], numChildren: 0, agent: 1, patches: [] }
  ]
}

/** A copy of a trace in which one thing is another. */
function changed(trace: object, change: (trace: typeof concurrent) => void): unknown {
  const copy = structuredClone(trace) as typeof concurrent
  change(copy)
  return copy
}

describe('a trace', () => {
  it('M4 is typed by code points, and each transaction is an update', () => {
    const replay = replayTrace(parseTrace(sequential))
    expect(replay.text).toBe('so 🙂 hey')
    expect(replay.updates).toHaveLength(3)
    expect(documentOf([replay.state]).getText('text').toString()).toBe(replay.text)
    expect(documentOf(replay.updates).getText('text').toString()).toBe(replay.text)
  })

  it('M4 of several agents is typed by each on what its parents are, and merged', () => {
    const replay = replayTrace(parseTrace(concurrent))
    expect(replay.text).toBe('ONE, two three.')
    // The last has nothing in it.
    expect(replay.updates).toHaveLength(5)
    const clients = (updates: readonly Uint8Array[]) => documentOf(updates).store.clients.size
    expect([clients(replay.updates), clients([replay.state])]).toEqual([2, 2])
    // What the second agent wrote does not lean on what the first wrote meanwhile.
    const withoutOne = replay.updates.filter((_, index) => index !== 1 && index !== 4)
    expect(documentOf(withoutOne).getText('text').toString()).toBe('one two three.')
  })

  it('M4 is read from JSON and from gzipped JSON alike', () => {
    writeFileSync(join(folder, 'plain.json'), JSON.stringify(concurrent))
    writeFileSync(join(folder, 'small.json.gz'), gzipSync(JSON.stringify(concurrent)))
    expect(readTrace(join(folder, 'small.json.gz'))).toEqual(parseTrace(concurrent))
    expect(readTrace(join(folder, 'plain.json'))).toEqual(parseTrace(concurrent))
  })

  it('M4 a file that is none is refused with its name', () => {
    const file = (name: string, bytes: string | Buffer): string => {
      writeFileSync(join(folder, name), bytes)
      return join(folder, name)
    }
    const refusal = (path: string) => {
      try {
        return readTrace(path)
      } catch (error) {
        if (error instanceof TraceError) return `${error.code} ${error.message}`
        throw error
      }
    }
    expect(refusal(join(folder, 'none.json'))).toMatch(/^trace-not-found .*none\.json/)
    expect(refusal(file('half.json', '{"txns": ['))).toMatch(/^trace-not-json .*half\.json/)
    expect(refusal(file('cut.gz', gzipSync('{}').subarray(0, 12)))).toMatch(/^trace-not-json .*cut\.gz/)
    expect(refusal(file('lfs.gz', 'version https://git-lfs.github.com/spec/v1\n'))).toMatch(/Git LFS/)
    expect(refusal(file('empty.json', '{}'))).toMatch(
      /^trace-malformed .*empty\.json: txns is to be a list, and is nothing$/
    )
  })

  it.each([
    ['txns[1].patches[0][0]', sequential, (trace) => (trace.txns[1]!.patches[0] = [-1, 0, 'a'])],
    ['txns[1].patches[0][1]', sequential, (trace) => (trace.txns[1]!.patches[0] = [1, 0.5, 'a'])],
    ['txns[1].patches[0][2]', sequential, (trace) => (trace.txns[1]!.patches[0] = [1, 0])],
    ['txns[1].patches[0][2]', sequential, (trace) => (trace.txns[1]!.patches[0] = [0, 0, '\ud83d'])],
    ['txns[2].patches', sequential, (trace) => Reflect.deleteProperty(trace.txns[2]!, 'patches')],
    ['endContent', sequential, (trace) => Reflect.deleteProperty(trace, 'endContent')],
    ['numAgents', concurrent, (trace) => (trace.numAgents = 0)],
    ['txns[2].agent', concurrent, (trace) => (trace.txns[2]!.agent = 2)],
    ['txns[2].parents[0]', concurrent, (trace) => (trace.txns[2]!.parents = [2])],
    ['txns[2].parents', concurrent, (trace) => Reflect.deleteProperty(trace.txns[2]!, 'parents')]
  ] satisfies [string, object, (trace: typeof concurrent) => unknown][])(
    'M4 is refused with the place: %s',
    (place, trace, change) => {
      const parse = () => parseTrace(changed(trace, change))
      expect(parse).toThrow(TraceError)
      expect(parse).toThrow(`trace-malformed: ${place} is to be`)
    }
  )

  it.each([
    ['txns[0].patches[0] goes beyond', sequential, (trace) => (trace.txns[0]!.patches[0] = [4, 0, 'hey'])],
    ['txns[2].patches[0] goes beyond', sequential, (trace) => (trace.txns[2]!.patches[0] = [8, 2, ''])],
    // Its parent has only "one three"; the first agent's change is not there.
    ['txns[3].patches[0] goes beyond', concurrent, (trace) => (trace.txns[3]!.patches[0] = [14, 0, '.'])],
    ['txns[4] does not build on', concurrent, (trace) => (trace.txns[4]!.parents = [3])],
    [
      'endContent has "?" at 14 where replaying gives "."',
      concurrent,
      (trace) => (trace.endContent = 'ONE, two three?')
    ],
    ['endContent has "!" at 9', sequential, (trace) => (trace.endContent += '!')]
  ] satisfies [string, object, (trace: typeof concurrent) => unknown][])(
    'M4 that does not end as recorded is refused: %s',
    (problem, trace, change) => {
      const replay = () => replayTrace(parseTrace(changed(trace, change)))
      expect(replay).toThrow(TraceError)
      expect(replay).toThrow(`trace-not-replayable: ${problem}`)
    }
  )

  it('M4 that is made up has the shape of a recorded one', () => {
    const trace = generateTrace(20_000)
    const shape = shapeOf(trace)
    expect(replayTrace(trace).updates).toHaveLength(20_000)
    // Measured of automerge-paper: 0.298, 0.021, 29.0, 17.5, 0.575.
    expect(shape.deleting).toBeCloseTo(0.3, 1)
    expect(shape.jumps).toBeCloseTo(0.02, 2)
    expect(shape.typingRun / 29).toBeCloseTo(1, 0)
    expect(shape.deletingRun / 17.5).toBeCloseTo(1, 0)
    expect(shape.kept).toBeCloseTo(0.6, 0)
  })

  it('M4 has a shape that is counted by agent', () => {
    expect(shapeOf(parseTrace(sequential))).toMatchObject({ patches: 4, jumps: 1 })
    const shape = shapeOf(parseTrace(concurrent))
    // Of the six patches two go on: the second of the second transaction, and the last.
    expect(shape).toMatchObject({ patches: 6, deleting: 1 / 6 })
    expect(shape.jumps).toBeCloseTo(4 / 6)
  })
})
