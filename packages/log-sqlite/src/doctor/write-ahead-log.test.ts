// Damages the write-ahead log that a crash left: what SQLite would drop without a word is told, and a torn tail is not.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TestReplica } from '@weft/relay/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestFolder, type TestFolder } from '../testing/test-folder.js'
import { examineLog } from './examine-log.js'
import { findWriteAheadLogDamage } from './write-ahead-log.js'

const frameBytes = 4096 + 24

let folder: TestFolder
let file: Buffer
let writeAheadLog: Buffer

beforeEach(async () => {
  folder = createTestFolder()
  const log = await folder.open()
  const ana = new TestReplica(log)
  await ana.greet()
  for (let count = 0; count < 30; count++) await ana.type('a', `text ${count}`)
  file = readFileSync(join(folder.path, 'weft.db'))
  writeAheadLog = readFileSync(join(folder.path, 'weft.db-wal'))
})

afterEach(() => folder.remove())

function flip(at: number): Buffer {
  const bytes = Buffer.from(writeAheadLog)
  bytes[at] = (bytes[at] as number) ^ 8
  return bytes
}

it('L14 a flip where commits follow is told with what is lost by it, and the doctor says so', () => {
  const frames = Math.floor((writeAheadLog.length - 32) / frameBytes)
  expect(frames).toBeGreaterThan(60)
  expect(findWriteAheadLogDamage(writeAheadLog)).toBeUndefined()
  const middle = Math.floor(frames / 2)
  for (const offset of [0, 4, 8, 16, 24, 2_000]) {
    const damage = findWriteAheadLogDamage(flip(32 + middle * frameBytes + offset))
    expect(damage, `byte ${offset} of the frame`).toEqual({ frame: middle, framesLost: frames - middle })
  }
  const killed = join(folder.path, 'killed')
  mkdirSync(killed)
  writeFileSync(join(killed, 'weft.db'), file)
  writeFileSync(join(killed, 'weft.db-wal'), flip(32 + middle * frameBytes + 100))
  const { findings } = examineLog({ folder: killed })
  expect(findings).toMatchObject([{ kind: 'write-ahead-log', mend: 'devices' }])
  expect(findings[0]?.what).toContain(`${frames - middle} pages are lost`)
})

it('L14 a flip in its header is told', () => {
  for (const at of [0, 9, 17, 25]) {
    expect(findWriteAheadLogDamage(flip(at)), `byte ${at}`).toMatchObject({ frame: 0 })
  }
})

it('L14 a last transaction that was cut short is no damage, and neither are frames of an earlier round', () => {
  for (const bytes of [1, 100, frameBytes, frameBytes + 1]) {
    expect(findWriteAheadLogDamage(writeAheadLog.subarray(0, writeAheadLog.length - bytes))).toBeUndefined()
  }
  expect(findWriteAheadLogDamage(flip(writeAheadLog.length - 100))).toBeUndefined()
  const older = Buffer.from(writeAheadLog)
  for (let at = 32 + 20 * frameBytes; at < older.length; at += frameBytes) older.writeUInt32BE(7, at + 8)
  expect(findWriteAheadLogDamage(older)).toBeUndefined()
  expect(findWriteAheadLogDamage(new Uint8Array())).toBeUndefined()
})
