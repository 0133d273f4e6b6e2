import { createSeededRandom, type SeededRandom } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { inspectUpdate } from './inspect-update.js'
import { brokenPromise, createGuardedLog, type GuardedLog } from './testing/guarded-log.js'
import { editAtRandom } from './testing/random-edits.js'

/** A few seconds on an idle machine. */
const timeoutMs = 60_000

interface Device {
  readonly replica: string
  doc: Y.Doc
  outbox: Uint8Array[]
  /** Entries of the log that the device has applied. */
  cursor: number
  undo: Y.UndoManager
}

const openDoc = (device: Device, random: SeededRandom): void => {
  device.doc.clientID = random.below(0x1_0000_0000)
  device.undo = new Y.UndoManager([device.doc.getText('text'), device.doc.getArray('list')], {
    captureTimeout: 0
  })
  device.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'log') device.outbox.push(update)
  })
}

const createDevice = (replica: string, random: SeededRandom): Device => {
  const doc = new Y.Doc()
  const device: Device = { replica, doc, outbox: [], cursor: 0, undo: new Y.UndoManager(doc.getText('text')) }
  openDoc(device, random)
  return device
}

const receive = (device: Device, log: GuardedLog): void => {
  for (const entry of log.entries.slice(device.cursor)) Y.applyUpdate(device.doc, entry, 'log')
  device.cursor = log.entries.length
}

/** What a device may send for the same edits: one by one, merged, or as a difference that repeats much of the log. */
const batchOf = (device: Device, log: GuardedLog, random: SeededRandom): readonly Uint8Array[] => {
  if (random.chance(0.4)) return device.outbox
  if (random.chance(0.5)) return [Y.mergeUpdates(device.outbox)]
  const vector = Y.decodeStateVector(Y.encodeStateVector(device.doc))
  const held = (client: number): number => log.clocks.clients.get(client)?.clock ?? 0
  const older = new Map([...vector.keys()].map((client) => [client, random.below(held(client) + 1)]))
  return [Y.encodeStateAsUpdate(device.doc, Y.encodeStateVector(older))]
}

const push = (device: Device, log: GuardedLog, random: SeededRandom): void => {
  if (device.outbox.length === 0) return
  for (const update of batchOf(device, log, random)) {
    expect(log.append(update, device.replica)).toEqual({ ok: true, value: 'appended' })
    expect(brokenPromise(log)).toBeUndefined()
    // A receipt that was lost: the same bytes once more.
    if (random.chance(0.2))
      expect(log.append(update, device.replica)).toEqual({ ok: true, value: 'appended' })
  }
  device.outbox = []
}

const reload = (device: Device, random: SeededRandom): void => {
  const state = Y.encodeStateAsUpdate(device.doc)
  device.doc = new Y.Doc()
  Y.applyUpdate(device.doc, state, 'log')
  openDoc(device, random)
}

const step = (device: Device, log: GuardedLog, random: SeededRandom): void => {
  const dice = random.float()
  if (dice < 0.55) editAtRandom(device.doc, random)
  else if (dice < 0.6) device.undo.undo()
  else if (dice < 0.63) device.undo.redo()
  else if (dice < 0.78) push(device, log, random)
  else if (dice < 0.93) receive(device, log)
  else if (dice < 0.96) reload(device, random)
  else if (device.outbox.length === 0) {
    // What a Yjs client sends as sync step 2 to a relay that it takes for empty.
    const answer = log.append(Y.encodeStateAsUpdate(device.doc), device.replica)
    if (!answer.ok) expect(answer.refusal).toMatchObject({ code: 'update-empty' })
  }
}

const runSession = (seed: number): GuardedLog => {
  const random = createSeededRandom(seed)
  const log = createGuardedLog()
  const devices = ['ana', 'ben', 'cleo'].map((replica) => createDevice(replica, random))
  for (let round = 0; round < 120; round++) step(random.pick(devices), log, random)
  for (const device of devices) push(device, log, random)
  return log
}

describe('honest sessions', () => {
  it('G4 are admitted update by update and leave nothing pending', { timeout: timeoutMs }, () => {
    let entries = 0
    for (let seed = 1; seed <= 25; seed++) {
      try {
        entries += runSession(seed).entries.length
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error })
      }
    }
    expect(entries).toBeGreaterThan(500)
  })

  it('G2 are refused by name, update by update, when they come in v2', { timeout: timeoutMs }, () => {
    for (let seed = 1; seed <= 5; seed++) {
      for (const entry of runSession(seed).entries) {
        const answer = inspectUpdate(Y.convertUpdateFormatV1ToV2(entry))
        if (answer.ok || answer.refusal.code !== 'update-wrong-version')
          throw new Error(`seed ${seed}: taken for v1`)
      }
    }
  })
})
