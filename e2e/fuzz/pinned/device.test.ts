// What a hostile relay has done to a device, pinned: each was found by the fuzzer, or is yjs#687 on the way to a device.

import { type Entry, encodeFrame, nextRunningHash, type RelayFrame, sha256 } from '@weft/protocol'
import { writeUpdate } from '@weft/yjs-guard/testing'
import { expect, it } from 'vitest'
import { countBombs } from '../grammar/updates.js'
import type { Report } from '../run/target.js'
import { act } from '../targets/client/acts.js'
import { openClientSubject } from '../targets/client/client-subject.js'
import type { DeviceHints } from '../targets/client/device-hints.js'
import { space } from '../worlds/witness.js'

const honestContent = 0

/** Lets the relay say the frames to a device on which something was typed; what is broken when it is over. */
async function broken(frames: (hints: DeviceHints) => readonly RelayFrame[]): Promise<string[]> {
  const said: string[] = []
  const report: Report = {
    answer: () => undefined,
    made: () => undefined,
    broken: (what) => said.push(what),
    known: (what) => said.push(what)
  }
  const subject = await openClientSubject(honestContent, report)
  const type = async (): Promise<void> => {
    await subject.perform({ kind: 'act', slot: act.type, variant: 0 })
    await subject.perform({ kind: 'pass', ms: 2_000 })
  }
  await type()
  for (const frame of frames(subject.hints.device as DeviceHints)) {
    await subject.perform({ kind: 'send', slot: 0, variant: 0, bytes: encodeFrame(frame) })
    await subject.perform({ kind: 'settle' })
  }
  await type()
  said.push(...(await subject.check()))
  await subject.close()
  return said
}

const snapshot = (kind: number, payload: Uint8Array): RelayFrame => ({
  type: 'snapshots',
  ...{
    space,
    base: { position: 9, hash: new Uint8Array(32) },
    done: true,
    sentDocuments: 1,
    totalDocuments: 1
  },
  items: [{ document: 'readme', position: 9, time: 1, kind, part: 0, parts: 1, last: true, payload }]
})

function entry({ cursor }: DeviceHints, payload: Uint8Array): RelayFrame {
  const one: Entry = {
    ...{
      position: cursor.position + 1,
      document: 'readme',
      device: 'd',
      replica: 'other',
      batch: 1,
      time: 1
    },
    ...{ kind: 1, edits: 1, payloadHash: sha256(payload), payload }
  }
  return { type: 'entries', space, entries: [one], hash: nextRunningHash(cursor.hash, one) }
}

it.each(countBombs.map((bomb) => [Buffer.from(bomb).toString('hex'), bomb] as const))(
  'L13 yjs#687: %s in a snapshot or an entry makes no device hang, and costs it nothing that was typed',
  async (_, bomb) => {
    expect(await broken((hints) => [snapshot(4, bomb), snapshot(1, bomb), entry(hints, bomb)])).toEqual([])
  }
)

it('L13 an update that Yjs cannot apply holds up no document', async () => {
  const nothing = writeUpdate([], [[5, 3, 0]])
  expect(await broken((hints) => [entry(hints, nothing), snapshot(1, nothing)])).toEqual([])
})
