// Flips bits in the files of a log, cuts them, zeroes sectors: what is served is what was written, and the doctor says what is not.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createScope, type Scope } from '@weft/base'
import { createSeededRandom, type SeededRandom } from '@weft/base/testing'
import { examineLog, salvageLog } from '@weft/log-sqlite'
import { type LogHere, openLogHere } from '@weft/log-sqlite/testing'
import { LogError } from '@weft/relay/log'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import { tallied } from '../lib/tally.js'
import { harm } from './bit-flips/harm.js'
import { contentOf, type Served, serve } from './bit-flips/serve.js'
import { type World, writeWorld } from './bit-flips/world.js'

const flips = Number(process.env.WEFT_FLIPS ?? 150)
const firstSeed = Number(process.env.WEFT_CRASH_SEED ?? Date.now() % 100_000)
/** A world's log is written once and harmed so often. Every fifth one is long enough for checkpoints. */
const flipsOfWorld = 250

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

for (let index = 0; index * flipsOfWorld < flips; index++) {
  const seed = firstSeed + index
  const ofWorld = Math.min(flipsOfWorld, flips - index * flipsOfWorld)
  it(
    `L14 after each of ${ofWorld} harms what is served is what was written, or an error, and what the doctor calls sound is (seed ${seed})`,
    () => tallied('bit-flips', seed, (tally) => harmAndLook(seed, ofWorld, tally, index % 5 === 4 ? 11 : 1)),
    120_000 + ofWorld * 10_000
  )
}

/** Of all harms, but `costs` of flipped bits in the file alone: how many documents each made unreadable. */
interface Seen {
  readonly costs: { nothing: number; one: number; more: number; all: number }
  refused: number
  told: number
  unseen: number
  shorter: number
  salvaged: number
}

async function harmAndLook(
  seed: number,
  times: number,
  tally: { flips: number },
  batches: number
): Promise<void> {
  const random = createSeededRandom(seed)
  const folder = await makeFolder(scope, 'flips')
  const world = await writeWorld(folder, batches, random.fork())
  const costs = { nothing: 0, one: 0, more: 0, all: 0 }
  const seen: Seen = { costs, refused: 0, told: 0, unseen: 0, shorter: 0, salvaged: 0 }
  for (let time = 0; time < times; time++) {
    const where = join(folder, `${time}`)
    mkdirSync(where)
    const own = random.fork()
    const isKilled = own.below(4) === 0
    const name = `seed ${seed}, harm ${time}`
    try {
      if (isKilled) await harmWriteAheadLog(world, where, own, name, seen)
      else await harmFile(world, where, own, name, seen)
    } catch (error) {
      console.log(`violation, ${name}: ${String(error).slice(0, 2_000)}`)
      throw error
    }
    rmSync(where, { recursive: true })
    tally.flips++
  }
  console.log(`harms of seed ${seed}: ${JSON.stringify(seen)}`)
  expect(seen.told).toBeGreaterThan(times / 10)
  if (times > 20) expect(Math.min(seen.unseen, seen.salvaged)).toBeGreaterThan(0)
}

async function harmFile(
  world: World,
  folder: string,
  random: SeededRandom,
  name: string,
  seen: Seen
): Promise<void> {
  const { what, bytes } = harm(world.closed, random)
  const where = `${name}: ${what}`
  writeFileSync(join(folder, 'weft.db'), bytes)
  const findings = codesOf(folder)
  if (findings.length > 0) seen.told++
  else seen.unseen++
  if (random.below(8) === 0)
    seen.salvaged += await salvageAndLook(world, folder, findings.length === 0, where)
  const served = await openAndServe(world, folder)
  if (served === undefined) {
    seen.refused++
    expect(findings.length, `${where}: not opened, and the doctor calls it sound`).toBeGreaterThan(0)
    if (what.startsWith('bit')) seen.costs.all++
    return
  }
  if (what.startsWith('bit')) countCost(served, seen)
  for (const [asked, answer] of served.answers) {
    if (answer === world.served.answers.get(asked)) continue
    expect(findings.length, `${where}: ${asked} is ${answer}, and the doctor calls it sound`).toBeGreaterThan(
      0
    )
    // How many edits a device is behind may be counted wrongly by a damaged index, which the doctor names.
    if (!asked.endsWith(' rows'))
      expect(answer, `${where}: ${asked}`).toMatch(/^error: log-damaged$|^error: not listed$/)
  }
}

function countCost({ answers }: Served, { costs }: Seen): void {
  const lost = [...answers].filter(
    ([asked, answer]) => asked.includes(' document ') && answer.startsWith('error')
  )
  if (lost.length === 0) costs.nothing++
  else if (lost.length === 1) costs.one++
  else costs.more++
}

/** SQLite drops what follows a damaged page of it: the log is shorter then, and its devices notice. */
async function harmWriteAheadLog(
  world: World,
  folder: string,
  random: SeededRandom,
  name: string,
  seen: Seen
): Promise<void> {
  const { what, bytes } = harm(world.killed.writeAheadLog, random)
  const where = `${name}: ${what} of the write-ahead log`
  writeFileSync(join(folder, 'weft.db'), world.killed.file)
  writeFileSync(join(folder, 'weft.db-wal'), bytes)
  const findings = codesOf(folder)
  const log = openLogHere(folder)
  const served = await serve(log, world.entries)
  for (const [space, entries] of world.entries) {
    const head = served.heads.get(space) ?? 0
    const isShorter = head < entries.length
    const kept = entries.slice(0, head)
    for (const document of new Set(kept.map((entry) => entry.document))) {
      const expected = contentOf({
        snapshot: null,
        entries: kept.filter((entry) => entry.document === document)
      })
      expect(served.answers.get(`${space} document ${document}`), `${where}: ${space} ${document}`).toBe(
        expected
      )
    }
    if (isShorter) seen.shorter++
    else expect(served.answers.get(`${space} entries`)).toBe(world.served.answers.get(`${space} entries`))
    await expectNoticed(world, log, space, head, where)
  }
  if (findings.length > 0) seen.told++
  else seen.unseen++
  await log.close()
}

/** Whoever was told of more than the log has now hears so at its greeting (SPEC E2). */
async function expectNoticed(
  world: World,
  log: LogHere,
  space: string,
  head: number,
  where: string
): Promise<void> {
  for (const replica of world.replicas.filter((one) => one.space === space)) {
    const hello = replica.copy(log as never).hello()
    const greeted = await log.greet(hello)
    const standing = greeted.ok ? greeted.standing : greeted.error.code
    const hasMore = replica.highest.position > head
    if (hasMore) expect(standing, `${where}: ${replica.device} knows more than ${head}`).not.toBe('ok')
  }
}

function codesOf(folder: string): string[] {
  try {
    return examineLog({ folder }).findings.map(({ kind }) => kind)
  } catch (error) {
    if (error instanceof LogError) return [error.code]
    throw error
  }
}

async function openAndServe(world: World, folder: string): Promise<Served | undefined> {
  let log: LogHere
  try {
    log = openLogHere(folder)
  } catch (error) {
    if (error instanceof LogError) return undefined
    throw error
  }
  const served = await serve(log, world.entries)
  await log.close().catch(() => undefined)
  return served
}

/** A salvaged log is sound, and what it serves of a space that kept its epoch is what was written. */
async function salvageAndLook(
  world: World,
  folder: string,
  isSound: boolean,
  where: string
): Promise<number> {
  const into = join(folder, 'salvaged')
  let spaces: ReturnType<typeof salvageLog>['spaces']
  try {
    spaces = salvageLog({ folder, into, random: createSeededRandom(1) }).spaces
  } catch (error) {
    if (error instanceof LogError && !isSound) return 0
    throw error
  }
  const log = openLogHere(into)
  const served = await serve(log, world.entries)
  await log.close()
  for (const [asked, answer] of served.answers) {
    const space = asked.split(' ')[0] as string
    const salvaged = spaces.find((one) => one.space === space)
    if (salvaged?.how === 'copied' && !asked.endsWith(' rows')) {
      expect(answer, `${where}, salvaged: ${asked}`).toBe(world.served.answers.get(asked))
    }
    const isWhole =
      salvaged?.how === 'new-epoch' &&
      !salvaged.partial.some(({ document }) => asked === `${space} document ${document}`)
    if (isWhole && asked.includes(' document ') && answer !== 'none') {
      expect(answer, `${where}, salvaged: ${asked}`).toBe(world.served.answers.get(asked))
    }
  }
  return 1
}
