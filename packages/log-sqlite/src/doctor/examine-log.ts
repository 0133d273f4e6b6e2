// Examines a log's file: everything that a relay could ever read of it, and what of that can be mended (SPEC L14).

import { LogError } from '@weft/relay/log'
import type Database from 'libsql'
import { integers, textOf } from '../database/sql.js'
import { toLogError } from '../database/sqlite-errors.js'
import type { Tables } from '../rows/tables.js'
import { checkPages } from './check-pages.js'
import { examineSpace } from './examine-space.js'
import { type Finding, finding } from './finding.js'
import { openSource, ownLog } from './open-source.js'
import { type NamedRow, readNames, rowsOf } from './read-names.js'
import type { WriteAheadLogDamage } from './write-ahead-log.js'

export interface ExamineOptions {
  /** Data folder of a relay that does not run. */
  readonly folder: string
  /** Called often, with how many of how many records were looked at. */
  readonly progress?: (done: number, total: number) => void
}

export interface SpaceVerdict {
  readonly ref: number
  /** null: its name cannot be read. */
  readonly space: string | null
  readonly entries: number
  readonly documents: number
  /** `mendable`: all its entries are sound; what is not can be made anew from them. */
  readonly verdict: 'sound' | 'mendable' | 'damaged'
}

export interface Examination {
  readonly findings: readonly Finding[]
  readonly spaces: readonly SpaceVerdict[]
}

/**
 * Changes nothing. Throws a LogError: `log-in-use` when a relay runs on the folder, `log-newer`, `log-unavailable` when
 * there is no log in it.
 */
export function examineLog({ folder, progress }: ExamineOptions): Examination {
  const { file, release, writeAheadLogDamage } = ownLog(folder)
  try {
    return examineFile(file, writeAheadLogDamage, progress)
  } finally {
    release()
  }
}

/** For callers that have the folder already. */
export function examineFile(
  file: string,
  writeAheadLogDamage?: WriteAheadLogDamage,
  progress: ExamineOptions['progress'] = () => undefined
): Examination {
  const found = writeAheadLogDamage ? [aboutWriteAheadLog(writeAheadLogDamage)] : []
  try {
    const { database, tables } = openSource(file)
    try {
      const { findings, spaces } = examineTables(database, tables, progress)
      return { findings: [...found, ...findings], spaces }
    } finally {
      database.close()
    }
  } catch (error) {
    const trouble = toLogError(error)
    if (!(error instanceof LogError) || trouble.code === 'log-newer') throw trouble
    return { findings: [...found, finding('file', trouble.message)], spaces: [] }
  }
}

export function examineTables(
  database: Database.Database,
  tables: Tables,
  progress: (done: number, total: number) => void
): Examination {
  const findings = [...checkPages(database), ...examineDevices(database, tables)]
  const documents = readNames(database, 'documents')
  const total = countOf(database, 'entries') + documents.size
  let done = 0
  const spaces: SpaceVerdict[] = []
  for (const named of withMissing(readNames(database, 'spaces'))) {
    const ofSpace = [...documents.values()].filter(({ space }) => space === named.ref)
    const seen = examineSpace(database, tables, named, ofSpace, () => progress(++done, total))
    findings.push(...seen.findings)
    spaces.push({
      ...{ ref: named.ref, space: named.name, entries: seen.entries, documents: ofSpace.length },
      verdict: verdictOf(seen.findings)
    })
  }
  return { findings: [...findings, ...strays(documents, spaces)], spaces }
}

const aboutWriteAheadLog = ({ frame, framesLost }: WriteAheadLogDamage): Finding =>
  finding(
    'write-ahead-log',
    `page ${frame} of the write-ahead log cannot be read; with it ${framesLost} pages are lost that were written`
  )

export const verdictOf = (findings: readonly Finding[]): SpaceVerdict['verdict'] => {
  if (findings.length === 0) return 'sound'
  return findings.every(({ mend }) => mend === 'repair') ? 'mendable' : 'damaged'
}

/** Spaces are numbered from 1 and never deleted. */
function* withMissing(spaces: ReadonlyMap<number, NamedRow>): Generator<NamedRow> {
  const last = Math.min(Math.max(0, ...spaces.keys()), 2 * spaces.size + 1_000)
  for (let ref = 1; ref <= last; ref++) {
    yield spaces.get(ref) ?? { ref, space: ref, name: null, isSound: false }
  }
}

function examineDevices(database: Database.Database, tables: Tables): Finding[] {
  return rowsOf(database, 'SELECT CAST(device AS BLOB) FROM devices').flatMap(([bytes]) => {
    const device = textOf(bytes as Uint8Array)
    try {
      tables.devices.proofHashOf(device, '')
      return []
    } catch {
      return [finding('device', `the row of device ${JSON.stringify(device)} is not as it was written`)]
    }
  })
}

/** Documents of a space that there is not: their number of it is damaged. */
function strays(documents: ReadonlyMap<number, NamedRow>, spaces: readonly SpaceVerdict[]): Finding[] {
  const refs = new Set(spaces.map(({ ref }) => ref))
  return [...documents.values()]
    .filter(({ space }) => !refs.has(space))
    .map(({ ref, name }) =>
      finding('document', `document row ${ref} belongs to no space`, { document: name }, { mend: 'salvage' })
    )
}

const countOf = (database: Database.Database, table: string): number =>
  (rowsOf(database, `SELECT ${integers('count(*)')} FROM ${table}`)[0]?.[0] as number | undefined) ?? 0
