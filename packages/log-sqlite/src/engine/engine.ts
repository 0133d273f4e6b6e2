// Runs requests over the log's file: a group of changes in one transaction, then what is read.

import { type Mark, startMark } from '@weft/protocol'
import { afterReport, type LogError, type LogLimits, type ReplicaReport } from '@weft/relay/log'
import type Database from 'libsql'
import { openForWriting } from '../database/open-database.js'
import { isInputOutputError } from '../database/sqlite-errors.js'
import { openTables, type Tables } from '../rows/tables.js'
import type {
  Answer,
  AppendThreadMessage,
  CommittedMarks,
  Numbered,
  ReadRequest,
  WriteRequest
} from '../thread/messages.js'
import { toPlainError } from '../thread/plain-error.js'
import { type Planned, planAppend, planUpdate } from './append.js'
import { planConfirmation, planDeletion, planSnapshots } from './fold-writes.js'
import { planForgetting, planGreeting } from './greet.js'
import { listDevices, listSpaces, readDocument, readDocuments, readEntries } from './reads.js'

export interface EngineOptions {
  readonly file: string
  readonly limits: LogLimits
  readonly maxBytes: number | null
}

export class Engine {
  readonly #options: EngineOptions
  #database: Database.Database
  #tables: Tables

  constructor(options: EngineOptions) {
    this.#options = options
    this.#database = openForWriting(options.file, options.maxBytes)
    this.#tables = openTables(this.#database)
  }

  /**
   * All in one transaction, decided and written one after the other in the order given (SPEC L4). A request that
   * cannot be decided fails alone, before it wrote anything. When a write or the commit fails, nothing of the group
   * has happened, and every request of it fails (SPEC L6).
   */
  write(group: readonly Numbered<WriteRequest>[]): AppendThreadMessage {
    const answers: Answer[] = []
    const before = new Map<string, Mark>()
    // Reports come often and need no commit of their own: they stay in memory until they are asked to be written.
    const writesReports = group.some(({ request }) => request.type === 'write-reports')
    try {
      this.#database.exec('BEGIN IMMEDIATE')
      for (const { id, request } of group) {
        const planned = this.#plan(request)
        if (planned.kind === 'failed') {
          answers.push({ id, ok: false, error: planned.error })
          continue
        }
        this.#remember(request, before)
        planned.write?.()
        answers.push({ id, ok: true, value: planned.answer })
      }
      if (writesReports) this.#tables.replicas.writeReports()
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#undo(error)
      const failure = toPlainError(error)
      return {
        type: 'answers',
        committed: [],
        answers: group.map(({ id }) => ({ id, ok: false, error: failure }))
      }
    }
    if (writesReports) this.#tables.replicas.forgetReports()
    return { type: 'answers', committed: this.#committed(before), answers }
  }

  read({ id, request }: Numbered<ReadRequest>): Answer {
    try {
      return { id, ok: true, value: this.#read(request) }
    } catch (error) {
      return { id, ok: false, error: toPlainError(error, placeOf(request)) }
    }
  }

  close(): void {
    try {
      if (this.#tables.replicas.hasReports) this.write([{ id: 0, request: { type: 'write-reports' } }])
      this.#database.pragma('wal_checkpoint(TRUNCATE)')
    } finally {
      this.#database.close()
    }
  }

  #plan(
    request: WriteRequest
  ): ({ kind: 'planned' } & Planned<unknown>) | { kind: 'failed'; error: ReturnType<typeof toPlainError> } {
    try {
      return { kind: 'planned', ...this.#decide(request) }
    } catch (error) {
      // SQLite ends a transaction by itself after some errors; the group cannot go on without it.
      if (!this.#database.inTransaction) throw error
      return { kind: 'failed', error: toPlainError(error, placeOf(request)) }
    }
  }

  #decide(request: WriteRequest): Planned<unknown> {
    const tables = this.#tables
    switch (request.type) {
      case 'greet':
        return planGreeting(tables, request.greeting, request.epoch)
      case 'append':
        return planAppend(tables, this.#options.limits, request.request)
      case 'append-update':
        return planUpdate(tables, this.#options.limits, request.request, request.epoch)
      case 'report':
        return this.#planReport(request.report)
      case 'write-reports':
        return { answer: null }
      case 'forget':
        return planForgetting(tables, request.space, request.device)
      case 'put-snapshots':
        return planSnapshots(tables, request.snapshots)
      case 'confirm-snapshots':
        return planConfirmation(tables, request.space, request.snapshots)
      case 'delete':
        return planDeletion(tables, request.space, request.before, request.limit)
    }
  }

  #planReport(report: ReplicaReport): Planned<null> {
    const space = this.#tables.spaces.find(report.space)
    const state = space && this.#tables.replicas.find(space, report.replica)
    if (!space || !state || state.record.removed) return { answer: null }
    return {
      answer: null,
      write: () =>
        this.#tables.replicas.report(space, state, afterReport(state.record, report, space.head.position))
    }
  }

  #read(request: ReadRequest): unknown {
    const tables = this.#tables
    switch (request.type) {
      case 'read':
        return readEntries(tables, request.space, request.after, request.limitBytes)
      case 'read-documents':
        return readDocuments(tables, request.query)
      case 'read-document':
        return readDocument(tables, request.space, request.document)
      case 'devices':
        return listDevices(tables, request)
      case 'spaces':
        return listSpaces(tables)
    }
  }

  /** Where each space stood before the group's first append to it. */
  #remember(request: WriteRequest, before: Map<string, Mark>): void {
    if (request.type !== 'append' && request.type !== 'append-update') return
    const { space } = request.request
    // An update may make its space, which then begins at the start.
    if (!before.has(space)) before.set(space, this.#tables.spaces.find(space)?.head ?? startMark)
  }

  #committed(before: ReadonlyMap<string, Mark>): CommittedMarks[] {
    return [...before]
      .map(([space, mark]) => ({ space, before: mark, after: this.#tables.spaces.find(space)?.head ?? mark }))
      .filter(({ before: from, after }) => after.position > from.position)
  }

  /** Nothing of the transaction has happened, so nothing that was kept of it in memory holds either. */
  #undo(error: unknown): void {
    try {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
    } catch {
      // A rollback fails only when SQLite has rolled back already, or the connection is of no use any more.
    }
    this.#tables.forgetStates()
    if (isInputOutputError(error)) this.#reopen()
  }

  /** After a failed read or write of the disk only a new connection surely sees what the disk has. */
  #reopen(): void {
    try {
      const database = openForWriting(this.#options.file, this.#options.maxBytes)
      this.#database.close()
      this.#database = database
      this.#tables = openTables(database)
    } catch {
      // Still in trouble. The old connection stays, and the next group tries again.
    }
  }
}

function placeOf(request: ReadRequest | WriteRequest): LogError['place'] {
  switch (request.type) {
    case 'read':
      return { space: request.space, position: request.after }
    case 'greet':
      return { space: request.greeting.hello.space, position: 0 }
    case 'append':
    case 'append-update':
      return { space: request.request.space, position: 0 }
    case 'read-documents':
      return { space: request.query.space, position: 0 }
    case 'report':
      return { space: request.report.space, position: 0 }
    case 'spaces':
    case 'write-reports':
      return null
    default:
      return { space: request.space, position: 0 }
  }
}
