// An index that leads into pages of another table must not be built anew: its pages would be let go of while they are used.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSeededRandom } from '@weft/base/testing'
import { type Log, mergeDocument } from '@weft/relay/log'
import { TestReplica, textOf } from '@weft/relay/testing'
import Database from 'libsql'
import { expect, it } from 'vitest'
import { salvageLog } from '../doctor/salvage-log.js'
import { createTestFolder } from '../testing/test-folder.js'

const pageBytes = 4096
const interiorPages = [2, 5]

const nameOf = (index: number): string => `document/${String(index).padStart(6, '0')}`

async function textsOf(log: Log, count: number): Promise<string[]> {
  const texts: string[] = []
  for (let index = 0; index < count; index++) {
    const stored = await log.readDocument('notes', nameOf(index))
    texts.push(stored ? textOf([mergeDocument(stored)]) : '')
  }
  return texts
}

it('L5 an index that leads into pages of another one is not built anew, and costs nothing', async () => {
  const folder = createTestFolder()
  const into = createTestFolder()
  const documents = 600
  const log = await folder.open()
  const ana = new TestReplica(log)
  await ana.greet()
  for (let batch = 0; batch < documents; batch += 50) {
    await ana.push(
      ...Array.from({ length: 50 }, (_, item) => ana.edit(nameOf(batch + item), `text ${batch + item}`))
    )
  }
  const expected = await textsOf(log, documents)
  await log.close()
  const file = join(folder.path, 'weft.db')
  const roots = new Database(file)
  const rootOf = (index: string): number =>
    (
      roots.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').raw().get([index]) as number[]
    )[0] as number
  const [names, other] = [rootOf('sqlite_autoindex_documents_1'), rootOf('entries')]
  roots.close()
  const bytes = readFileSync(file)
  const cellOf = (page: number): number => {
    const start = (page - 1) * pageBytes
    expect(interiorPages).toContain(bytes[start])
    return start + bytes.readUInt16BE(start + 12)
  }
  bytes.writeUInt32BE(bytes.readUInt32BE(cellOf(other)), cellOf(names))
  writeFileSync(file, bytes)

  const damaged = await folder.open()
  const on = ana.copy(damaged)
  for (let more = 0; more < 40; more++) {
    await on.push(ana.edit(nameOf(documents - 1), 'more')).catch(() => undefined)
  }
  await damaged.close()
  salvageLog({ folder: folder.path, into: into.path, random: createSeededRandom(1) })
  const salvaged = await into.open()
  const texts = await textsOf(salvaged, documents)
  expect(texts.slice(0, -1)).toEqual(expected.slice(0, -1))
  await folder.remove()
  await into.remove()
})
