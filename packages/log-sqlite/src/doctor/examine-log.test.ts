// Damages a log in every kind of row, and expects it told: what, where, and what mends it; then has it mended.

import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSeededRandom } from '@weft/base/testing'
import { writeFullLog } from '@weft/relay/testing'
import Database from 'libsql'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Look, lookAt } from '../testing/look.js'
import { createTestFolder, type TestFolder } from '../testing/test-folder.js'
import { examineLog } from './examine-log.js'
import type { Finding } from './finding.js'
import { repairLog } from './repair-log.js'
import { salvageLog } from './salvage-log.js'

let sound: TestFolder
let expected: Look
let folder: TestFolder
let into: TestFolder

beforeAll(async () => {
  sound = createTestFolder()
  const log = await sound.open()
  await writeFullLog(log)
  expected = await lookAt(log)
  await log.close()
})

afterAll(() => sound.remove())

beforeEach(() => {
  folder = createTestFolder()
  into = createTestFolder()
  cpSync(join(sound.path, 'weft.db'), fileOf(folder))
})

afterEach(async () => {
  await folder.remove()
  await into.remove()
})

const fileOf = ({ path }: TestFolder): string => join(path, 'weft.db')
const findingsOf = ({ path }: TestFolder): readonly Finding[] => examineLog({ folder: path }).findings
const told = (findings: readonly Finding[]) => [
  ...new Set(findings.map(({ kind, mend }) => `${kind}: ${mend}`))
]

/** Statements that change values and leave the checksums. */
function change(...statements: readonly string[]): void {
  const database = new Database(fileOf(folder))
  for (const statement of statements) database.exec(statement)
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
}

/** Changes a byte in the `nth` place where the file has this text. */
function bend(text: string, nth: number): void {
  const bytes = readFileSync(fileOf(folder))
  let at = -1
  for (let found = 0; found <= nth; found++) at = bytes.indexOf(text, at + 1)
  expect(at).toBeGreaterThan(0)
  bytes[at] = (bytes[at] as number) ^ 1
  writeFileSync(fileOf(folder), bytes)
}

async function lookIn(test: TestFolder): Promise<Look> {
  const log = await test.open()
  const look = await lookAt(log)
  await log.close()
  return look
}

const salvage = () => salvageLog({ folder: folder.path, into: into.path, random: createSeededRandom(7) })

const spaceRef = (space: string): string => `(SELECT ref FROM spaces WHERE space = CAST('${space}' AS BLOB))`
const entryAt = (space: string, position: number): string => `id = ((${spaceRef(space)} << 40) | ${position})`
const documentOf = (space: string, name: string): string =>
  `(SELECT ref FROM documents WHERE space = ${spaceRef(space)} AND document = CAST('${name}' AS BLOB))`

it('L14 a sound log has no findings, and looking at it changes nothing', () => {
  const before = readFileSync(fileOf(folder))
  const examined = examineLog({ folder: folder.path })
  expect(examined.findings).toEqual([])
  expect(examined.spaces.map(({ space, verdict }) => [space, verdict])).toEqual([
    ['plain', 'sound'],
    ['folded', 'sound'],
    ['long', 'sound']
  ])
  expect(readFileSync(fileOf(folder)).equals(before)).toBe(true)
  expect(existsSync(`${fileOf(folder)}-wal`)).toBe(false)
})

it('L14 a log that a relay has is named as in use, and a folder without one is not given one', async () => {
  const log = await folder.open()
  expect(() => examineLog({ folder: folder.path })).toThrow(expect.objectContaining({ code: 'log-in-use' }))
  await log.close()
  expect(() => examineLog({ folder: into.path })).toThrow(
    expect.objectContaining({ code: 'log-unavailable' })
  )
  expect(existsSync(fileOf(into))).toBe(false)
})

describe('L15 what follows from sound entries is made anew in place', () => {
  const d3 = documentOf('plain', 'd/3-ben-plain')
  const cases: readonly [string, string, () => void][] = [
    [
      'counts of a document',
      'document: repair',
      () => change(`UPDATE documents SET entries = 9 WHERE ref = ${d3}`)
    ],
    ['its pending', 'document: repair', () => change(`UPDATE documents SET pending = 7 WHERE ref = ${d3}`)],
    ['the name in its row', 'document: repair', () => bend('d/3-ben-plain', 0)],
    ['the name in an index', 'index: repair', () => bend('d/4-ana-plain', 1)],
    [
      'a clock',
      'clocks: repair',
      () => change(`UPDATE clients SET clock = clock - 1 WHERE document = ${d3}`)
    ],
    ['a clock that is gone', 'clocks: repair', () => change(`DELETE FROM clients WHERE document = ${d3}`)],
    [
      'a snapshot',
      'snapshot: repair',
      () => change(`UPDATE snapshots SET payload = x'00' WHERE document = ${d3}`)
    ],
    [
      'a snapshot that is gone',
      'document: repair',
      () => change(`DELETE FROM snapshots WHERE document = ${d3}`)
    ],
    [
      'a checkpoint',
      'checkpoint: repair',
      () => change(`UPDATE checkpoints SET hash = x'00' WHERE position = 1024`)
    ],
    ['a checkpoint that is gone', 'checkpoint: repair', () => change('DELETE FROM checkpoints')]
  ]
  for (const [name, expectedFinding, damage] of cases) {
    it(`L15 ${name}`, async () => {
      damage()
      expect(told(findingsOf(folder))).toContain(expectedFinding)
      expect(told(findingsOf(folder)).filter((one) => !one.endsWith(': repair'))).toEqual([])
      const { after, refused } = repairLog({ folder: folder.path })
      expect(refused).toBeNull()
      expect(after.findings).toEqual([])
      expect(await lookIn(folder)).toEqual(expected)
    })
  }
})

describe('L16 a salvage takes all that is sound into a new log', () => {
  const others = ['folded', 'long'] as const
  const lastEntry = `id = (SELECT max(id) FROM entries WHERE id < ((${spaceRef('plain')} + 1) << 40))`
  const cases: readonly [string, string, () => void, lost: readonly string[]][] = [
    [
      'an entry',
      'entry: salvage',
      () => change(`UPDATE entries SET payload = x'0000' WHERE ${entryAt('plain', 4)}`),
      []
    ],
    [
      'an entry that is gone',
      'entry: salvage',
      () => change(`DELETE FROM entries WHERE ${entryAt('plain', 4)}`),
      []
    ],
    [
      'the last entry',
      'entry: salvage',
      () => change(`UPDATE entries SET hash = x'00' WHERE ${lastEntry}`),
      ['d/opaque']
    ],
    [
      'a receipt',
      'batch: salvage',
      () => change('UPDATE batches SET time = time + 1 WHERE batch = 3 AND replica = 1'),
      []
    ],
    [
      'a receipt that is gone',
      'batch: salvage',
      () => change('DELETE FROM batches WHERE batch = 3 AND replica = 1'),
      []
    ],
    ['a replica', 'replica: salvage', () => change('UPDATE replicas SET greeting = 9 WHERE ref = 1'), []],
    ['an epoch', 'space: salvage', () => change(`UPDATE spaces SET epoch = x'41' WHERE ref = 1`), []]
  ]
  for (const [name, expectedFinding, damage, lost] of cases) {
    it(`L16 ${name}`, async () => {
      damage()
      const before = readFileSync(fileOf(folder))
      const { examination, spaces } = salvage()
      expect(told(examination.findings)).toEqual([expectedFinding])
      expect(spaces.map(({ space, how }) => [space, how])).toEqual([
        ['plain', 'new-epoch'],
        ['folded', 'copied'],
        ['long', 'copied']
      ])
      expect(readFileSync(fileOf(folder)).equals(before)).toBe(true)
      expect(findingsOf(into)).toEqual([])
      const look = await lookIn(into)
      for (const space of others) {
        expect(look.spaces.get(space)).toBe(expected.spaces.get(space))
        expect(look.entries.get(space)).toBe(expected.entries.get(space))
      }
      expect(look.spaces.get('plain')).not.toBe(expected.spaces.get('plain'))
      const names = spaces[0]?.partial.map(({ document }) => document)
      expect(names).toEqual(lost)
      for (const [document, text] of expected.documents) {
        if (lost.some((one) => document === `plain ${one}`)) continue
        expect(look.documents.get(document), document).toBe(text)
      }
    })
  }

  it('L16 of a document whose entry is lost, what does not lean on it is taken in', async () => {
    const document3 = documentOf('plain', 'd/3-ben-plain')
    change(
      `DELETE FROM snapshots WHERE document = ${document3}`,
      `UPDATE entries SET payload = x'0000' WHERE document = ${document3} AND ordinal = 3`
    )
    const [plain] = salvage().spaces
    expect(plain?.partial).toMatchObject([
      { taken: 'part', why: expect.stringMatching(/entries lean on it/) }
    ])
    const [text, whole] = [await lookIn(into), expected].map((look) =>
      look.documents.get('plain d/3-ben-plain')?.replace(/ and 0 opaque$/, '')
    )
    // The two before the third, and nothing else.
    expect(text?.split('; ')).toEqual([...(whole?.split('; ').slice(0, 2) ?? []), ''])
  })

  it('L16 a snapshot whose entries are gone costs its document alone', async () => {
    const ref = documentOf('folded', 'd/3-ben-folded')
    change(`UPDATE snapshots SET payload = x'00' WHERE document = ${ref}`)
    const { examination, spaces } = salvage()
    expect(told(examination.findings)).toEqual(['snapshot: salvage'])
    expect(spaces[1]?.how).toBe('new-epoch')
    expect(spaces[1]?.partial.map(({ document }) => document)).toEqual(['d/3-ben-folded'])
  })

  it('L16 a device row that is damaged is left out, and nothing else', async () => {
    change(`UPDATE devices SET proof_hash = x'00' WHERE device = CAST('cho' AS BLOB)`)
    const { examination, spaces } = salvage()
    expect(told(examination.findings)).toEqual(['device: salvage'])
    expect(spaces.map(({ how }) => how)).toEqual(['copied', 'copied', 'copied'])
    expect(await lookIn(into)).toEqual(expected)
  })

  it('L16 a first page that is gone costs nothing', async () => {
    const bytes = readFileSync(fileOf(folder))
    writeFileSync(fileOf(folder), bytes.fill(0, 0, 4096))
    expect(told(findingsOf(folder))).toEqual(['file: salvage'])
    expect(salvage().spaces.map(({ how }) => how)).toEqual(['copied', 'copied', 'copied'])
    expect(await lookIn(into)).toEqual(expected)
  })

  it('L16 a first page that is gone costs nothing in a backup that VACUUM INTO made either', async () => {
    // Its tables are on other pages than those of a log that grew.
    const backup = `${fileOf(folder)}.backup`
    const log = new Database(fileOf(folder))
    log.exec(`VACUUM INTO '${backup}'`)
    log.close()
    writeFileSync(fileOf(folder), readFileSync(backup).fill(0, 0, 4096))
    for (const beside of ['-wal', '-shm']) rmSync(`${fileOf(folder)}${beside}`, { force: true })
    expect(salvage().spaces.map(({ how }) => how)).toEqual(['copied', 'copied', 'copied'])
    expect(await lookIn(into)).toEqual(expected)
  })

  it('L16 of a file that was cut, what is left is taken in', async () => {
    const bytes = readFileSync(fileOf(folder))
    writeFileSync(fileOf(folder), bytes.subarray(0, Math.floor(bytes.length * 0.9)))
    const { spaces } = salvage()
    expect(spaces.length).toBeGreaterThan(0)
    expect(findingsOf(into)).toEqual([])
  })

  it('L16 a folder that holds a log is not salvaged into', () => {
    cpSync(fileOf(folder), fileOf(into))
    expect(() => salvage()).toThrow(expect.objectContaining({ code: 'log-unavailable' }))
    rmSync(fileOf(into))
  })
})
