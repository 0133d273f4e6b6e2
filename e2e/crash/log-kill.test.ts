// Kills a process that appends to the SQLite log, again and again, and looks for every receipt it had given.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock, systemRandom } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { openSqliteLog } from '@weft/log-sqlite'
import { advanceMark, type Entry, entryKind, startMark } from '@weft/protocol'
import type { Log } from '@weft/relay/log'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { rigWorlds } from '../lib/rounds.js'
import { type Tally, tallied } from '../lib/tally.js'

/** A receipt as the child told it, in one line, after the log had given it. */
interface Journaled {
  readonly replica: string
  readonly batch: number
  readonly chain: string
  readonly position: number
  readonly hash: string
  readonly content: string
}

/** Appends for three devices without a pause, folds all the while, and writes a line for each receipt. */
const writer = `
import { writeSync } from 'node:fs'
import { systemClock, systemRandom } from '@weft/base'
import { openSqliteLog } from '@weft/log-sqlite'
import { TestReplica } from '@weft/relay/testing'
const [folder, round] = process.argv.slice(1)
const log = await openSqliteLog({ folder, clock: systemClock, random: systemRandom })
const hex = (bytes) => Buffer.from(bytes).toString('hex')
async function append(device) {
  const replica = new TestReplica(log, { device, replica: device + '-' + round })
  const greeted = await replica.greet()
  if (greeted.standing !== 'ok') throw new Error(greeted.standing)
  for (let count = 0; ; count++) {
    const document = 'round' + round + '/' + device + (count % 3)
    const request = replica.make([replica.edit(document, 'word' + count + ' '), replica.edit(document, '. ')])
    const outcome = await replica.send(request)
    if (outcome.kind !== 'appended' || outcome.receipt.refused.length > 0) throw new Error(JSON.stringify(outcome))
    const { batch, mark } = outcome.receipt
    const told = { replica: replica.replica, batch, chain: hex(request.chain), position: mark.position }
    writeSync(1, JSON.stringify({ ...told, hash: hex(mark.hash), content: hex(request.content) }) + '\\n')
  }
}
const fold = async () => {
  for (;;) await log.fold({ space: 'notes', minEntries: 5, deleteBefore: null })
}
await Promise.all([append('ana'), append('ben'), append('cleo'), fold()])
`

for (const { seed, kills, timeoutMs } of rigWorlds(12, 20)) {
  it(
    `B1 every receipt of a log that is killed at any moment is of a batch that is still there (seed ${seed})`,
    () => tallied('log-kill', seed, (tally) => killAndLook(seed, kills, tally)),
    timeoutMs
  )
}

async function killAndLook(seed: number, kills: number, tally: Tally): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'weft-log-kill-'))
  const random = createSeededRandom(seed)
  const journal: Journaled[] = []
  try {
    for (let round = 1; round <= kills; round++) {
      const told = await runAndKill(folder, round, random.below(400))
      tally.kills += 1
      expect(told.length, `seed ${seed}: receipts of round ${round}`).toBeGreaterThan(0)
      journal.push(...told)
      tally.receipts += told.length
      const log = await openSqliteLog({ folder, clock: systemClock, random: systemRandom })
      try {
        await checkAll(log, journal, `seed ${seed}, round ${round}`)
      } finally {
        await log.close()
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  expect(journal.length).toBeGreaterThan(kills * 10)
}

async function runAndKill(folder: string, round: number, afterMs: number): Promise<Journaled[]> {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const child = spawn(process.execPath, ['--input-type=module', '-e', writer, folder, `${round}`], {
    cwd: here
  })
  let out = ''
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), afterMs))
  const signal = await exitOf(child)
  expect(signal, errors).toBe('SIGKILL')
  // The last line may be cut: it was not told.
  return out
    .slice(0, out.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Journaled)
}

function exitOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    child.once('close', (_code, signal) => resolve(signal))
  })
}

async function checkAll(log: Log, journal: readonly Journaled[], where: string): Promise<void> {
  const entries: Entry[] = []
  const hashes = new Map<number, string>()
  let mark = startMark
  for (;;) {
    const page = await log.read('notes', mark.position, 1_000_000)
    if (page.entries.length === 0) break
    for (const entry of page.entries) {
      mark = advanceMark(mark, [entry])
      hashes.set(entry.position, Buffer.from(mark.hash).toString('hex'))
      entries.push(entry)
    }
    expect(page.mark, where).toEqual(mark)
  }
  for (const told of journal) {
    const entry = entries[told.position - 1]
    expect([entry?.replica, entry?.batch, hashes.get(told.position)], where).toEqual([
      told.replica,
      told.batch,
      told.hash
    ])
  }
  await checkRepeat(log, journal.at(-1) as Journaled, where)
  await checkDocuments(log, entries, where)
}

async function checkRepeat(log: Log, told: Journaled, where: string): Promise<void> {
  const { replica, batch } = told
  const outcome = await log.append({
    ...{ space: 'notes', device: replica.split('-')[0] as string, replica, batch, time: 9 },
    chain: Uint8Array.from(Buffer.from(told.chain, 'hex')),
    content: Uint8Array.from(Buffer.from(told.content, 'hex'))
  })
  expect(outcome.kind === 'repeated' && outcome.receipt.mark.position, where).toBe(told.position)
}

/** Snapshots and entries of a document give what its entries give. */
async function checkDocuments(log: Log, entries: readonly Entry[], where: string): Promise<void> {
  const byDocument = new Map<string, Y.Doc>()
  for (const { document, payload } of entries) {
    const doc = byDocument.get(document) ?? new Y.Doc()
    byDocument.set(document, doc)
    Y.applyUpdate(doc, payload as Uint8Array)
  }
  for (const [document, whole] of byDocument) {
    const stored = await log.readDocument('notes', document)
    const doc = new Y.Doc()
    if (stored?.snapshot?.kind === entryKind.stateV2) Y.applyUpdateV2(doc, stored.snapshot.payload)
    else if (stored?.snapshot) Y.applyUpdate(doc, stored.snapshot.payload)
    for (const { payload } of stored?.entries ?? []) Y.applyUpdate(doc, payload as Uint8Array)
    expect(doc.store.pendingStructs, where).toBe(null)
    expect(doc.getText('text').toString(), where).toBe(whole.getText('text').toString())
  }
}
