// A disk that is really full: a small file system of its own, where the system lets us make one.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BatchReceipt, Log } from '@weft/relay/log'
import { TestReplica } from '@weft/relay/testing'
import { expect, it } from 'vitest'
import { createTestFolder } from './testing/test-folder.js'

it('L6 on a full disk nothing is acknowledged, reads go on, and appends too once there is room', async (context) => {
  const path = mkdtempSync(join(tmpdir(), 'weft-full-'))
  try {
    asRoot('mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path)
  } catch (error) {
    rmSync(path, { recursive: true })
    context.skip(`needs the right to mount a small file system: ${String(error).split('\n')[0]}`)
    return
  }
  const folder = createTestFolder(join(path, 'log'))
  try {
    writeFileSync(join(path, 'filler'), new Uint8Array(2 * 1024 * 1024))
    const log = await folder.open()
    const ana = new TestReplica(log)
    const ben = new TestReplica(log, { device: 'ben' })
    await ana.greet()
    await ben.greet()
    const receipts: BatchReceipt[] = []
    const pending = await pushUntilFull(ana, receipts)
    expect(receipts.length).toBeGreaterThan(3)
    const refused = await Promise.allSettled([ana.send(pending), ben.send(ben.make([ben.edit('b', large)]))])
    for (const result of refused)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'log-full' } })
    await expectAll(log, receipts)

    rmSync(join(path, 'filler'))
    const outcome = await ana.send(pending)
    expect(outcome.kind).toBe('appended')
    if (outcome.kind === 'appended') receipts.push(outcome.receipt)
    await expectAll(log, receipts)
    await log.close()
    await expectAll(await folder.open(), receipts)
  } finally {
    await folder.remove()
    asRoot('umount', path)
    rmSync(path, { recursive: true })
  }
}, 60_000)

const asRoot = (command: string, ...values: string[]): Buffer =>
  execFileSync(command, values, { stdio: 'pipe' })

const large = 'x'.repeat(50_000)

/** Returns the batch that did not fit. */
async function pushUntilFull(replica: TestReplica, receipts: BatchReceipt[]) {
  for (let count = 0; count < 200; count++) {
    const request = replica.make([replica.edit('a', large)])
    try {
      const outcome = await replica.send(request)
      if (outcome.kind !== 'appended') throw new Error(JSON.stringify(outcome))
      receipts.push(outcome.receipt)
    } catch (error) {
      expect(error).toMatchObject({ code: 'log-full' })
      return request
    }
  }
  throw new Error('the disk never got full')
}

/** What was acknowledged is there, and nothing else. */
async function expectAll(log: Log, receipts: readonly BatchReceipt[]): Promise<void> {
  const { entries, head } = await log.read('notes', 0, 1e9)
  expect(entries.map(({ position }) => position)).toEqual(receipts.map(({ mark }) => mark.position))
  expect(head).toEqual(receipts.at(-1)?.mark)
}
