// Takes the power from a relay at random moments of its real system calls: every receipt that it had given must be there.

import { spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createScope, type Scope, systemClock, systemRandom } from '@weft/base'
import { createSeededRandom, type SeededRandom } from '@weft/base/testing'
import { openSqliteLog } from '@weft/log-sqlite'
import { advanceMark, startMark } from '@weft/protocol'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import type { RawReceipt } from '../lib/raw-device.js'
import { tallied } from '../lib/tally.js'
import { type Fate, fates, writeLostDisk } from './power-cut/lost-disk.js'
import { type Recording, record } from './power-cut/record.js'

const cuts = Number(process.env.WEFT_CUTS ?? 25)
const seed = Number(process.env.WEFT_CUTS_SEED ?? Date.now() % 1_000_000)
const hasStrace = spawnSync('strace', ['-V']).status === 0

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

it.skipIf(!hasStrace)(
  'B1 every receipt survives a power cut at any system call, with unsynced writes lost, torn and reordered',
  () =>
    tallied('power-cut', seed, async (tally) => {
      const random = createSeededRandom(seed)
      const folder = await makeFolder(scope, 'power')
      const recording = await record(scope, { folder, receiptsEach: 150 })
      expect(recording.receipts.length).toBeGreaterThanOrEqual(450)
      const seen = { entries: 0 }
      for (let cut = 0; cut < cuts; cut++) {
        const found = await cutAndCheck(recording, random, join(folder, `cut-${cut}`))
        tally.cuts += 1
        tally.receipts += found.receipts
        seen.entries += found.entries
      }
      console.log(
        `${cuts} power cuts of seed ${seed}: ${tally.receipts} receipts looked for, ${seen.entries} entries read`
      )
      expect(tally.receipts).toBeGreaterThan(cuts * 20)
    }),
  120_000 + cuts * 2_000
)

it.skipIf(!hasStrace)('B1 the same cuts find a relay that acknowledges before it syncs', async () => {
  const random = createSeededRandom(seed)
  const folder = await makeFolder(scope, 'power')
  const recording = await record(scope, { folder, receiptsEach: 40 })
  // As if no sync of the log's tail had ever been asked for.
  const calls = recording.calls.map(({ time, call }) =>
    call.kind === 'synced' && call.file === 'weft.db-wal'
      ? { time, call: { ...call, begins: 0 } }
      : { time, call }
  )
  const found = cutAndCheck({ ...recording, calls }, random, join(folder, 'cut'), {
    at: calls.length - 1,
    fate: 'lost'
  })
  await expect(found).rejects.toThrow(/receipt at \d+/)
})

async function cutAndCheck(
  recording: Recording,
  random: SeededRandom,
  disk: string,
  where: { readonly at: number; readonly fate: Fate } = {
    at: 1 + random.below(recording.calls.length),
    fate: random.pick(fates)
  }
): Promise<{ receipts: number; entries: number }> {
  const { at, fate } = where
  writeLostDisk(recording.calls, at, fate, random.fork(), disk)
  const entries = await checkDisk(disk, recording, at, `seed ${seed}: cut at call ${at}, ${fate}`)
  await rm(disk, { recursive: true })
  return { receipts: receiptsBefore(recording, at).length, entries }
}

/** The trace's clock and the receipts' are one; a receipt that came before the call was given before it. */
const receiptsBefore = ({ calls, receipts }: Recording, at: number): RawReceipt[] => {
  const moment = calls[at]?.time ?? Number.POSITIVE_INFINITY
  return receipts.filter(({ time }) => time < moment)
}

async function checkDisk(disk: string, recording: Recording, at: number, where: string): Promise<number> {
  const log = await openSqliteLog({ folder: disk, clock: systemClock, random: systemRandom })
  try {
    const hashes = new Map<number, string>()
    let mark = startMark
    for (;;) {
      const page = await log.read('notes', mark.position, 4_000_000)
      if (page.entries.length === 0) break
      for (const entry of page.entries) {
        mark = advanceMark(mark, [entry])
        hashes.set(entry.position, Buffer.from(mark.hash).toString('hex'))
      }
      expect(mark, where).toEqual(page.mark)
    }
    for (const receipt of receiptsBefore(recording, at)) {
      expect(
        hashes.get(receipt.position),
        `${where}: receipt at ${receipt.position} of ${mark.position}`
      ).toBe(receipt.hash)
    }
    return mark.position
  } finally {
    await log.close()
  }
}
