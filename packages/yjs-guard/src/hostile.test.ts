import { createSeededRandom, type SeededRandom } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { admitUpdate } from './admit-update.js'
import { emptyDocumentClocks } from './document-clocks.js'
import { findFork } from './find-fork.js'
import { inspectUpdate } from './inspect-update.js'
import type { GuardCode } from './refusal.js'
import { brokenPromise, createGuardedLog, type GuardedLog } from './testing/guarded-log.js'
import { mutate } from './testing/mutations.js'
import { editAtRandom } from './testing/random-edits.js'
import { any, type, writeUpdate } from './testing/update-writer.js'
import { wildUpdate } from './testing/wild-updates.js'

/** A few seconds on an idle machine. */
const timeoutMs = 60_000

const bySeed = (seeds: number, run: (seed: number) => void): void => {
  for (let seed = 1; seed <= seeds; seed++) {
    try {
      run(seed)
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
  }
}

/** Without vitest's expect, which would take longer than what is tried. */
const keepsPromise = (log: Pick<GuardedLog, 'doc' | 'clocks'>): void => {
  const broken = brokenPromise(log)
  if (broken !== undefined) throw new Error(broken)
}

type Answer = GuardCode | 'appended'

const countAnswers = (): { note(answer: Answer): void; of(answer: Answer): number } => {
  const counts = new Map<Answer, number>()
  const of = (answer: Answer): number => counts.get(answer) ?? 0
  return { of, note: (answer) => counts.set(answer, of(answer) + 1) }
}

describe('updates that are well formed and mean anything at all', () => {
  const runWorld = (seed: number, note: (answer: Answer) => void): GuardedLog => {
    const random = createSeededRandom(seed)
    const log = createGuardedLog()
    for (let round = 0; round < 30; round++) {
      const update = wildUpdate(random, log.clocks, seed % 2 === 0 ? 'keys' : 'lengths')
      const origin = random.pick(['edit', 'edit', 'give-back', 'adoption'] as const)
      const answer = log.append(update, random.pick(['ana', 'ben']), origin)
      note(answer.ok ? 'appended' : answer.refusal.code)
      keepsPromise(log)
    }
    return log
  }

  it('G4 what is admitted applies without a throw and leaves nothing pending', { timeout: timeoutMs }, () => {
    const answers = countAnswers()
    bySeed(400, (seed) => runWorld(seed, answers.note))
    expect(answers.of('appended')).toBeGreaterThan(1000)
    for (const code of [
      'update-malformed',
      'update-empty',
      'update-clock-gap',
      'update-deletes-unknown',
      'update-missing-dependency',
      'client-id-taken',
      'client-id-forked'
    ] as const) {
      expect(answers.of(code), code).toBeGreaterThan(20)
    }
  })

  it('G4 what mergeUpdates makes of admitted entries applies as well, or is refused', {
    timeout: timeoutMs
  }, () => {
    let sound = 0
    bySeed(400, (seed) => {
      const log = runWorld(seed, () => undefined)
      if (log.entries.length === 0) return
      const merged = Y.mergeUpdates([...log.entries])
      const shape = inspectUpdate(merged)
      const isSound = shape.ok && admitUpdate(shape.value, emptyDocumentClocks, '', 'adoption').ok
      // Only who repeats collected structs with other references can make entries that merge into a circle.
      if (!isSound) return expect(log.repeats).toBe(true)
      const doc = new Y.Doc()
      Y.applyUpdate(doc, merged)
      keepsPromise({ doc, clocks: log.clocks })
      Y.applyUpdateV2(new Y.Doc(), Y.convertUpdateFormatV1ToV2(merged))
      sound++
    })
    expect(sound).toBeGreaterThan(350)
  })
})

describe('what headers do not tell', () => {
  it('G4 does not see that a value of a map is cut in two, on which Yjs throws when the map is collected', () => {
    const log = createGuardedLog()
    const map = type(1)
    const values = any([1, 2], { parent: [5, 0], key: 'k' })
    const cut = any([3], { origin: [5, 1] })
    const update = writeUpdate([{ client: 5, clock: 0, structs: [map, values, cut] }])
    expect(log.append(update, 'ana')).toEqual({ ok: true, value: 'appended' })
    // Once Yjs does not throw here any more, README's section on limits and the wild worlds can say so.
    expect(() => log.append(writeUpdate([], [[5, 0, 1]]), 'ben')).toThrow('Unexpected case')
  })
})

describe('frames that were tampered with', () => {
  /** Honest updates of one document, the log that holds all but the last, and states in both encodings. */
  const createCorpus = (random: SeededRandom): { log: GuardedLog; frames: Uint8Array[] } => {
    const doc = new Y.Doc()
    doc.clientID = 7
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    for (let edit = 0; edit < 40; edit++) editAtRandom(doc, random)
    const log = createGuardedLog()
    for (const update of updates.slice(0, -10)) log.append(update, 'ana')
    const states = [
      Y.encodeStateAsUpdate(doc),
      Y.encodeStateAsUpdateV2(doc),
      Y.mergeUpdates(updates.slice(-10))
    ]
    return { log, frames: [...updates, ...states] }
  }

  it('G7 200,000 of them meet no throw, and Yjs reads every one that is passed', {
    timeout: timeoutMs
  }, () => {
    let passed = 0
    let applied = 0
    bySeed(20, (seed) => {
      const random = createSeededRandom(seed)
      const { log, frames } = createCorpus(random)
      const state = Y.encodeStateAsUpdate(log.doc)
      for (let frame = 0; frame < 10_000; frame++) {
        const update = mutate(random.pick(frames), frames, random)
        const shape = inspectUpdate(update)
        if (!shape.ok) continue
        passed++
        if (Y.decodeUpdate(update).structs.length !== shape.value.structs)
          throw new Error('other structs than Yjs')
        const admission = admitUpdate(shape.value, log.clocks, 'ana', 'edit')
        if (!admission.ok || findFork(update, state, admission.value.overlaps) !== undefined) continue
        if (applied++ % 20 !== 0) continue
        const doc = new Y.Doc()
        Y.applyUpdate(doc, state)
        Y.applyUpdate(doc, update)
        keepsPromise({ doc, clocks: admission.value.clocks })
      }
    })
    expect(passed).toBeGreaterThan(20_000)
    expect(applied).toBeGreaterThan(5_000)
  })
})
