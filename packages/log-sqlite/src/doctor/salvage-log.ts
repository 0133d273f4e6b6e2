// Takes everything sound of a damaged log into a new one in another folder; the old one is only read (SPEC L16).

import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Random, randomId } from '@weft/base'
import { defaultLogLimits, LogError } from '@weft/relay/log'
import type Database from 'libsql'
import { openForWriting, ownFolder, syncFolder } from '../database/open-database.js'
import { textOf } from '../database/sql.js'
import { toLogError } from '../database/sqlite-errors.js'
import { openTables, type Tables } from '../rows/tables.js'
import { copySpace } from './copy-space.js'
import {
  type Examination,
  type ExamineOptions,
  examineFile,
  examineTables,
  type SpaceVerdict
} from './examine-log.js'
import { rebuildFirstPage } from './first-page.js'
import { openSource, ownLog, type Source } from './open-source.js'
import { type NamedRow, readNames, rowsOf } from './read-names.js'
import { spaceContext } from './space-context.js'
import { type TakenDocument, takeInSpace } from './take-in-space.js'

export interface SalvageOptions extends ExamineOptions {
  /** Folder of the new log, made if need be; must not hold a log. */
  readonly into: string
  /** For the epochs of spaces that lost something. */
  readonly random: Random
}

export interface SalvagedSpace {
  /** null: its name cannot be read, and nothing of it was taken in. */
  readonly space: string | null
  /** `copied`: devices notice nothing. `new-epoch`: they give back what they hold. */
  readonly how: 'copied' | 'new-epoch' | 'not-named'
  readonly documents: number
  /** Of a new epoch: documents that are not whole. */
  readonly partial: readonly TakenDocument[]
}

export interface Salvage {
  /** Of the old log. */
  readonly examination: Examination
  readonly spaces: readonly SalvagedSpace[]
}

/** The new log is there whole or not at all. Throws a LogError; `log-unavailable` also when `into` holds a log. */
export function salvageLog(options: SalvageOptions): Salvage {
  const { folder, into } = options
  const own = ownLog(folder)
  try {
    if (existsSync(join(into, 'weft.db'))) {
      throw new LogError('log-unavailable', `There is a log in ${into} already.`)
    }
    mkdirSync(into, { recursive: true, mode: 0o700 })
    const target = ownFolder(into)
    try {
      return salvageInto(own.file, target.file, own.writeAheadLogDamage, options)
    } catch (error) {
      throw toLogError(error)
    } finally {
      target.release()
    }
  } finally {
    own.release()
  }
}

function salvageInto(
  file: string,
  target: string,
  damage: ReturnType<typeof ownLog>['writeAheadLogDamage'],
  { into, random, progress = () => undefined }: SalvageOptions
): Salvage {
  const unfinished = `${target}.unfinished`
  const copy = `${target}.copy`
  const remove = (path: string): void => {
    for (const beside of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${beside}`, { force: true })
  }
  remove(unfinished)
  remove(copy)
  const source = openWhateverIs(file, copy)
  try {
    const found = examineTables(source.database, source.tables, progress)
    const before = examineFile(file, damage).findings.filter(
      ({ kind }) => kind === 'file' || kind === 'write-ahead-log'
    )
    const examination = { ...found, findings: [...before, ...found.findings] }
    const database = openForWriting(unfinished, null)
    let spaces: SalvagedSpace[]
    try {
      spaces = fill(source, database, examination, random)
      database.pragma('wal_checkpoint(TRUNCATE)')
    } finally {
      database.close()
    }
    // What is handed over as a log has to be one.
    const [wrong] = examineFile(unfinished).findings
    if (wrong) throw new Error(`L16: a salvaged log is not sound: ${JSON.stringify(wrong)}`)
    renameSync(unfinished, target)
    syncFolder(into)
    return { examination, spaces }
  } finally {
    source.database.close()
    remove(unfinished)
    remove(copy)
  }
}

/** With a first page that is damaged, or tells of pages that were cut off, a copy is read that has a new one. */
function openWhateverIs(file: string, copy: string): Source {
  try {
    return openSource(file)
  } catch (error) {
    if (toLogError(error).code === 'log-newer') throw error
    copyFileSync(file, copy)
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`)
    rebuildFirstPage(copy, `${copy}-empty`)
    return openSource(copy)
  }
}

function fill(
  { database, tables }: Source,
  target: Database.Database,
  { spaces }: Examination,
  random: Random
): SalvagedSpace[] {
  const into = openTables(target, 'beside')
  const documents = [...readNames(database, 'documents').values()]
  const named = readNames(database, 'spaces')
  target.exec('BEGIN IMMEDIATE')
  bindDevices(database, tables, into)
  const done = spaces.map((verdict) => {
    const ofSpace = documents.filter(({ space }) => space === verdict.ref)
    const one = fillSpace({ database, tables }, into, verdict, named.get(verdict.ref), ofSpace, random)
    target.exec('COMMIT')
    target.exec('BEGIN IMMEDIATE')
    return one
  })
  target.exec('COMMIT')
  return done
}

function fillSpace(
  { database, tables }: Source,
  into: Tables,
  { verdict, space }: SpaceVerdict,
  named: NamedRow | undefined,
  ofSpace: readonly NamedRow[],
  random: Random
): SalvagedSpace {
  const documents = ofSpace.length
  if (!named || space === null) return { space, how: 'not-named', documents, partial: [] }
  const context = spaceContext(database, tables, named, ofSpace)
  if (verdict !== 'damaged') {
    copySpace(context, into, () => undefined)
    return { space, how: 'copied', documents, partial: [] }
  }
  const taken = takeInSpace(context, into, randomId(random), defaultLogLimits)
  return { space, how: 'new-epoch', documents, partial: taken.filter((one) => one.taken !== 'whole') }
}

/** Those that are sound: a device whose row is not is bound anew at its next hello (SPEC S3). */
function bindDevices(database: Database.Database, tables: Tables, into: Tables): void {
  for (const [bytes] of rowsOf(database, 'SELECT CAST(device AS BLOB) FROM devices')) {
    const device = textOf(bytes as Uint8Array)
    try {
      const proofHash = tables.devices.proofHashOf(device, '')
      if (proofHash) into.devices.bind(device, proofHash)
    } catch {
      // Named by the examination.
    }
  }
}
