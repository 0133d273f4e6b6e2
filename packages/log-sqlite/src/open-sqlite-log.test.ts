import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectRejects } from '@weft/base/testing'
import { TestReplica } from '@weft/relay/testing'
import Database from 'libsql'
import { afterEach, expect, it } from 'vitest'
import { createTestFolder, type TestFolder } from './testing/test-folder.js'

let folders: TestFolder[] = []

function folder(): TestFolder {
  const made = createTestFolder()
  folders.push(made)
  return made
}

afterEach(async () => {
  for (const made of folders) await made.remove()
  folders = []
})

it('A4 a folder has one log at a time, and the next one once it is closed', async () => {
  const { open } = folder()
  const first = await open()
  await expectRejects(open(), 'log-in-use')
  await first.close()
  const second = await open()
  expect(await second.spaces()).toEqual([])
})

it('A4 a folder that cannot be made is told as such', async () => {
  const { path, open } = folder()
  writeFileSync(join(path, 'a-file'), 'no folder')
  await expectRejects(open({ folder: join(path, 'a-file') }), 'log-unavailable')
})

it('D6 a file of a newer version is not touched, and neither is one of somebody else', async () => {
  const { path, open } = folder()
  const log = await open()
  await new TestReplica(log).greet()
  await log.close()
  const file = join(path, 'weft.db')
  const change = (sql: string): void => {
    const database = new Database(file)
    database.exec(sql)
    database.close()
  }
  change('PRAGMA user_version = 2')
  await expectRejects(open(), 'log-newer')
  change('PRAGMA user_version = 1; PRAGMA application_id = 7')
  await expectRejects(open(), 'log-unavailable')
  change(`PRAGMA application_id = ${0x57656674}`)
  expect((await (await open()).spaces()).length).toBe(1)
})

it('E2 a file that was put back is noticed by what devices remember, and grown anew it is a fork', async () => {
  const made = folder()
  const before = await made.open()
  const ana = new TestReplica(before)
  const ben = new TestReplica(before, { device: 'ben' })
  await ana.greet()
  await ben.greet()
  await ana.type('a')
  await before.close()
  const backup = createTestFolder()
  folders.push(backup)
  copyFileSync(join(made.path, 'weft.db'), join(backup.path, 'weft.db'))

  const lost = await made.open()
  const [anaOn, benOn] = [ana.copy(lost), ben.copy(lost)]
  const { mark } = await anaOn.push(ana.edit('a', 'lost'))
  await benOn.report(mark)
  await lost.close()

  const restored = await backup.open()
  // Each device tells by itself: one by its receipt, the other by its cursor.
  expect(await anaOn.copy(restored).standing()).toBe('log-rolled-back')
  expect(await benOn.copy(restored).standing({ cursor: mark })).toBe('cursor-ahead')
  expect(await new TestReplica(restored, { device: 'cleo' }).standing({ highest: mark })).toBe(
    'log-rolled-back'
  )
  // Others push, and the position that was lost is used again.
  const dora = new TestReplica(restored, { device: 'dora' })
  await dora.greet()
  await dora.type('d')
  expect(await benOn.copy(restored).standing({ cursor: mark })).toBe('log-forked')
})

it('L6 what does not fit is log-full, nothing of it is acknowledged, and the log heals when there is room', async () => {
  const { open } = folder()
  const small = await open({ maxBytes: 512 * 1024 })
  const ana = new TestReplica(small)
  await ana.greet()
  let fitted = 0
  const item = () => ana.edit('a', 'x'.repeat(20_000))
  let pending = ana.make([item()])
  for (; fitted < 100; fitted++) {
    try {
      expect((await ana.send(pending)).kind).toBe('appended')
    } catch (error) {
      expect((error as { code?: unknown }).code).toBe('log-full')
      break
    }
    pending = ana.make([item()])
  }
  expect(fitted).toBeGreaterThan(5)
  expect(fitted).toBeLessThan(60)
  // A group fails as a whole; reads go on.
  const group = await Promise.allSettled([ana.send(pending), ana.send(pending)])
  expect(group.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((await small.read('notes', 0, 1e9)).head.position).toBe(fitted)
  await small.close()
  const large = await open()
  expect((await ana.copy(large).send(pending)).kind).toBe('appended')
  expect((await large.read('notes', 0, 1e9)).head.position).toBe(fitted + 1)
})

it('L6 a request that fails beside others of its group leaves them whole', async () => {
  const { open } = folder()
  const log = await open()
  const ana = new TestReplica(log)
  await ana.greet()
  const skipped = ana.copy()
  skipped.make([])
  const [first, outOfOrder, beyond] = await Promise.allSettled([
    ana.type('a'),
    skipped.send(skipped.make([])),
    log.read('notes', 99, 100)
  ])
  expect(first.status).toBe('fulfilled')
  expect(outOfOrder.status === 'fulfilled' && outOfOrder.value.kind).toBe('refused')
  expect(beyond.status === 'rejected' && beyond.reason).toBeInstanceOf(RangeError)
})

it('L9 reports of cursors survive closing', async () => {
  const { open } = folder()
  const log = await open()
  const ana = new TestReplica(log)
  await ana.greet()
  await ana.report((await ana.type('a')).mark, 2)
  await log.close()
  const again = await open()
  const [row] = await again.devices('notes')
  expect([row?.cursor, row?.waiting?.edits]).toEqual([1, 2])
})

it('A4 a folder that does not exist is made', async () => {
  const { path, open } = folder()
  mkdirSync(join(path, 'deep'))
  rmSync(join(path, 'deep'), { recursive: true })
  const log = await open({ folder: join(path, 'deep', 'er') })
  expect(await log.spaces()).toEqual([])
})
