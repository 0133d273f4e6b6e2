// The built command as a person runs it on a log that was damaged. Needs the packages to be built, as the whole check does first.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, systemRandom } from '@weft/base'
import { openSqliteLog } from '@weft/log-sqlite'
import { TestReplica } from '@weft/relay/testing'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Run, runWeft } from './testing/run-weft.js'

let folder = ''
let data = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-doctor-'))
  data = join(folder, 'data')
  const log = await openSqliteLog({ folder: data, clock: systemClock, random: systemRandom })
  for (const space of ['team', 'home']) {
    const replica = new TestReplica(log, { space, device: `device-of-${space}` })
    await replica.greet()
    for (const text of ['first', 'needle', 'last']) await replica.type(`${text}-note`, `${text} of ${space}`)
  }
  await log.close()
})

afterEach(() => rm(folder, { recursive: true }))

const doctor = (...args: string[]): Run => runWeft('doctor', '--data', data, ...args)

async function bend(text: string): Promise<void> {
  const file = join(data, 'weft.db')
  const bytes = await readFile(file)
  const at = bytes.indexOf(text)
  expect(at).toBeGreaterThan(0)
  bytes[at] = (bytes[at] as number) ^ 1
  await writeFile(file, bytes)
}

// Processes take their time on a busy machine.
describe('weft doctor', { timeout: 60_000 }, () => {
  it('L14 says of a sound log that it is, with 0', async () => {
    const run = doctor()
    expect(await run.ended).toBe(0)
    expect(run.output()).toBe(
      'space "team": sound, 3 entries, 3 documents\nspace "home": sound, 3 entries, 3 documents\nsound: nothing is damaged\n'
    )
    expect(run.errors()).toBe('')
  })

  it('L14 names what is damaged, where, what is lost and what mends it, with 1, and changes nothing', async () => {
    await bend('needle of team')
    const before = await readFile(join(data, 'weft.db'))
    const run = doctor()
    expect(await run.ended).toBe(1)
    expect(run.output()).toMatch(/^space "team": damaged, 2 entries, 3 documents\nspace "home": sound, /)
    expect(run.output()).toMatch(
      /\nentry in space "team", document "needle-note", position 2: the entry is not as it was written\n {2}lost: that entry, unless a device or a snapshot holds it\n {2}mended by: salvage\n/
    )
    expect(run.output()).toContain(`weft doctor --data ${data} --salvage NEWDIR takes`)
    expect((await readFile(join(data, 'weft.db'))).equals(before)).toBe(true)

    const json = doctor('--json')
    expect(await json.ended).toBe(1)
    expect(JSON.parse(json.output())).toMatchObject({
      ...{ version: 1, data, sound: false, kind: 'look' },
      examination: { findings: [{ kind: 'entry', space: 'team', position: 2, mend: 'salvage' }] }
    })
  })

  it('L15 repairs what follows from sound entries, and is sound then', async () => {
    const database = new Database(join(data, 'weft.db'))
    database.exec('UPDATE documents SET entries = 7 WHERE ref = 1')
    database.pragma('wal_checkpoint(TRUNCATE)')
    database.close()
    const run = doctor('--repair')
    expect(await run.ended).toBe(0)
    expect(run.output()).toMatch(/\nrepaired 1 of 1\n/)
    expect(await doctor().ended).toBe(0)
  })

  it('L15 repairs no entry, and says so', async () => {
    await bend('needle of team')
    const run = doctor('--repair')
    expect(await run.ended).toBe(1)
    expect(run.output()).toMatch(/\nrepaired 0 of 1\n\nstill damaged:\n/)
  })

  it('L16 salvages into a new folder, and not into one that holds a log', async () => {
    await bend('needle of team')
    const into = join(folder, 'new')
    const run = doctor('--salvage', into)
    expect(await run.ended).toBe(0)
    expect(run.output()).toContain('space "team": a new epoch, 2 of 3 documents whole; devices give back')
    expect(run.output()).toContain('space "home": as it was, 3 documents; devices notice nothing')
    expect(run.output()).toContain('  "needle-note": nothing, an entry or a snapshot of it is lost')
    const made = runWeft('doctor', '--data', into)
    expect(await made.ended).toBe(0)
    const again = doctor('--salvage', into)
    expect(await again.ended).toBe(1)
    expect(again.errors()).toMatch(/^weft: salvage-not-empty: .*\n$/)
  })

  it('L14 names a log that a relay has, and a folder without one', async () => {
    const relay = runWeft('relay', '--port', '0', '--data', data)
    await relay.listening
    const run = doctor()
    expect(await run.ended).toBe(1)
    expect(run.errors()).toMatch(/^weft: log-in-use: .* Stop it first.*\n$/)
    const nothing = runWeft('doctor', '--data', join(folder, 'nothing'))
    expect(await nothing.ended).toBe(1)
    expect(nothing.errors()).toMatch(/^weft: log-not-found: .*\n$/)
  })

  it('L14 says with 2 that it was called wrongly', async () => {
    for (const args of [['--repair', '--salvage', 'x'], ['--salvage', data], ['--mend'], ['extra']]) {
      const run = doctor(...args)
      expect(await run.ended, args.join(' ')).toBe(2)
      expect(run.errors()).toMatch(/^weft: .*\n\nweft doctor /)
    }
  })

  it('L5 a relay that cannot open its log names the doctor', async () => {
    const file = join(data, 'weft.db')
    await writeFile(file, (await readFile(file)).subarray(0, 20_000))
    const run = runWeft('relay', '--port', '0', '--data', data)
    expect(await run.ended).toBe(1)
    expect(run.errors()).toMatch(/^weft: log-damaged: .*`weft doctor --data .*` says .*\n$/)
  })
})
