import { systemClock, systemRandom } from '@weft/base'
import { entryKind, nameToDocumentId, roomToDocumentId } from '@weft/protocol'
import { createMemoryLog, type Log, mergeDocument } from '@weft/relay/log'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { type Imported, importDocuments } from './import-documents.js'
import type { Progress, Standing } from './progress.js'
import type { SourceDocument } from './source/port.js'
import { SourceError } from './source/port.js'
import { createLogTarget } from './target/log-target.js'
import { type ImportTarget, TargetError } from './target/port.js'
import { stateOf, textOf, type } from './testing/written-by-others.js'

const space = 's'
const makeLog = (): Log => createMemoryLog({ random: systemRandom })

const targetOf = (log: Log, mode: 'write' | 'compare' = 'write'): ImportTarget =>
  createLogTarget(log, { folder: 'data', space, mode, clock: systemClock })

const sourceOf = (documents: Readonly<Record<string, readonly Uint8Array[]>>): SourceDocument[] =>
  Object.entries(documents).map(([name, updates]) => ({ name, read: async () => updates }))

const silent: Progress = { show: () => undefined, end: () => undefined }

function take(
  documents: readonly SourceDocument[],
  target: ImportTarget,
  around: { readonly progress?: Progress; readonly signal?: AbortSignal } = {}
): Promise<Imported> {
  const { progress = silent, signal = new AbortController().signal } = around
  return importDocuments({ documents, idOf: nameToDocumentId, target, progress, signal, v2: 'refused' })
}

const resultsOf = ({ documents }: Imported): Record<string, string> =>
  Object.fromEntries(documents.map(({ name, result, code }) => [name, code ?? result]))

async function headOf(log: Log): Promise<number> {
  return (await log.spaces()).find((head) => head.space === space)?.head.position ?? 0
}

async function documentOf(log: Log, document: string): Promise<Y.Doc> {
  const stored = await log.readDocument(space, document)
  if (!stored) throw new Error(`there is no ${document}`)
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, mergeDocument(stored))
  expect(ydoc.store.pendingStructs).toBeNull()
  return ydoc
}

describe('an import of documents', () => {
  it('F11 takes each in, as one adoption under its id, with what was deleted in it', async () => {
    const log = makeLog()
    const [one, two] = [type('one'), type('two')]
    const imported = await take(sourceOf({ one: one.updates, 'room 2': [stateOf(two)] }), targetOf(log))
    expect(resultsOf(imported)).toEqual({ one: 'taken-in', 'room 2': 'taken-in' })
    expect(textOf(await documentOf(log, 'one'))).toBe('one ')
    expect(textOf(await documentOf(log, 'room..20.2'))).toBe('two ')
    const { entries } = await log.read(space, 0, 1_000_000)
    expect(entries.map(({ kind }) => kind)).toEqual([entryKind.adoption, entryKind.adoption])
    expect(imported.documents.map(({ bytes }) => bytes)).toEqual(
      ['one', 'room..20.2'].map((id) => entries.find(({ document }) => document === id)?.payload?.length)
    )
  })

  it('F11 adds nothing when it is run again', async () => {
    const log = makeLog()
    const documents = sourceOf({ one: type('one').updates, two: [stateOf(type('two'))] })
    await take(documents, targetOf(log))
    const head = await headOf(log)
    const again = await take(documents, targetOf(log))
    expect(resultsOf(again)).toEqual({ one: 'already-there', two: 'already-there' })
    expect(await headOf(log)).toBe(head)
    expect(head).toBe(2)
  })

  it('F11 adds nothing when the same content is merged or collected at its source meanwhile', async () => {
    const log = makeLog()
    const { ydoc, updates } = type('one two three')
    await take(sourceOf({ one: updates }), targetOf(log))
    const collected = Y.encodeStateAsUpdate(ydoc)
    const again = await take(sourceOf({ one: [collected] }), targetOf(log))
    expect(resultsOf(again)).toEqual({ one: 'already-there' })
    expect(await headOf(log)).toBe(1)
  })

  it('F11 adds just the rest after its source was edited: text, and deletions alone', async () => {
    const log = makeLog()
    const { ydoc, updates } = type('one two')
    await take(sourceOf({ one: updates }), targetOf(log))
    ydoc.getText('t').insert(8, 'three ')
    const typed = await take(sourceOf({ one: updates }), targetOf(log))
    expect(resultsOf(typed)).toEqual({ one: 'partly-new' })
    expect(typed.documents[0]?.bytes).toBeLessThan(stateOf({ ydoc, updates }).length)
    ydoc.getText('t').delete(0, 4)
    expect(resultsOf(await take(sourceOf({ one: updates }), targetOf(log)))).toEqual({ one: 'partly-new' })
    expect(textOf(await documentOf(log, 'one'))).toBe('two three ')
    expect(resultsOf(await take(sourceOf({ one: updates }), targetOf(log)))).toEqual({ one: 'already-there' })
    expect(await headOf(log)).toBe(3)
  })

  it('F11 keeps what the space wrote since, and a fork of it is refused by name', async () => {
    const log = makeLog()
    const { ydoc, updates } = type('one')
    ydoc.clientID = 7
    await take(sourceOf({ one: updates }), targetOf(log))
    const here = await documentOf(log, 'one')
    const before = Y.encodeStateVector(here)
    here.getText('t').insert(0, 'here ')
    const update = Y.encodeStateAsUpdate(here, before)
    await log.appendUpdate({ space, document: 'one', kind: entryKind.update, edits: 1, update, time: 0 })
    ydoc.getText('t').insert(4, 'there ')
    expect(resultsOf(await take(sourceOf({ one: updates }), targetOf(log)))).toEqual({ one: 'partly-new' })
    const text = textOf(await documentOf(log, 'one'))
    expect(text).toContain('here ')
    expect(text).toContain('there ')

    const forked = new Y.Doc()
    forked.clientID = 7
    forked.getText('t').insert(0, 'something else')
    const refused = await take(sourceOf({ one: [Y.encodeStateAsUpdate(forked)] }), targetOf(log))
    expect(resultsOf(refused)).toEqual({ one: 'client-id-forked' })
    expect(await headOf(log)).toBe(3)
  })

  it('F11 names each that cannot be taken in, and takes in the others', async () => {
    const log = makeLog()
    const gone = new SourceError('source-damaged', 'gone')
    const documents = [
      ...sourceOf({
        good: type('good').updates,
        damaged: [Uint8Array.of(1, 2, 3)],
        gapped: type('a b c').updates.slice(2),
        empty: [Y.encodeStateAsUpdate(new Y.Doc())],
        ['x'.repeat(129)]: type('long').updates,
        ['ü'.repeat(60)]: type('long').updates
      }),
      { name: 'unreadable', read: () => Promise.reject(gone) }
    ]
    expect(resultsOf(await take(documents, targetOf(log)))).toEqual({
      good: 'taken-in',
      damaged: 'update-malformed',
      gapped: 'update-clock-gap',
      empty: 'empty',
      ['x'.repeat(129)]: 'name-too-long',
      ['ü'.repeat(60)]: 'name-too-long',
      unreadable: 'source-damaged'
    })
    expect(await headOf(log)).toBe(1)
  })

  it('F11 writes nothing in a dry run, and says what it would do', async () => {
    const log = makeLog()
    const { ydoc, updates } = type('one')
    await take(sourceOf({ one: updates, same: updates }), targetOf(log))
    ydoc.getText('t').insert(0, 'more ')
    const documents = sourceOf({ one: updates, same: updates.slice(0, 3), other: type('other').updates })
    const dry = await take(documents, targetOf(log, 'compare'))
    expect(resultsOf(dry)).toEqual({ one: 'partly-new', same: 'already-there', other: 'taken-in' })
    expect(await headOf(log)).toBe(2)
    const real = await take(documents, targetOf(log))
    expect(real.documents).toEqual(dry.documents)
  })

  it('F11 shows how far it is', async () => {
    const shown: Standing[] = []
    const progress: Progress = { show: (standing) => void shown.push(standing), end: () => undefined }
    const documents = sourceOf({ one: type('one').updates, empty: [], two: type('two').updates })
    const { documents: reports } = await take(documents, targetOf(makeLog()), { progress })
    expect(shown.map(({ done, total }) => [done, total])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3]
    ])
    expect(shown.at(-1)?.bytes).toBe(reports.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0))
  })

  const hundred = (): SourceDocument[] =>
    sourceOf(
      Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`d${at}`, type(`text ${at}`).updates]))
    )

  it('F11 keeps what is in when it is told to stop, and goes on when it is run again', async () => {
    const log = makeLog()
    const stopping = new AbortController()
    const progress: Progress = {
      show: ({ done }) => (done === 20 ? stopping.abort() : undefined),
      end: () => undefined
    }
    const documents = hundred()
    const cut = await take(documents, targetOf(log), { progress, signal: stopping.signal })
    expect(cut.stopped).toMatchObject({ code: 'interrupted' })
    expect(cut.documents.length).toBeGreaterThanOrEqual(20)
    expect(cut.documents.length).toBeLessThan(100)
    expect(await headOf(log)).toBe(cut.documents.length)
    const rest = await take(documents, targetOf(log))
    expect(rest.stopped).toBeNull()
    expect(rest.documents.filter(({ result }) => result === 'already-there')).toHaveLength(
      cut.documents.length
    )
    expect(await headOf(log)).toBe(100)
  })

  it('F11 stops where the target cannot go on, and says what came before that', async () => {
    const log = makeLog()
    const target = targetOf(log)
    const full: ImportTarget = {
      ...target,
      take: async (document, update) => {
        if ((await headOf(log)) >= 30) throw new TargetError('log-full', 'no room')
        return target.take(document, update)
      }
    }
    const stopped = await take(hundred(), full)
    expect(stopped.stopped).toEqual({ code: 'log-full', message: 'no room' })
    expect(stopped.documents.length).toBe(await headOf(log))
    expect(stopped.documents.every(({ result }) => result === 'taken-in')).toBe(true)
  })

  it('F11 does not put two documents under one id', async () => {
    const documents = sourceOf({
      'folder%2Fnote': [stateOf(type('one'))],
      'folder/note': [stateOf(type('two'))]
    })
    const log = makeLog()
    const imported = await importDocuments({
      ...{ documents, idOf: roomToDocumentId, target: targetOf(log), progress: silent },
      ...{ signal: new AbortController().signal, v2: 'refused' }
    })
    expect(resultsOf(imported)).toEqual({ 'folder%2Fnote': 'name-taken', 'folder/note': 'taken-in' })
    expect(textOf(await documentOf(log, 'folder/note'))).toBe('two ')
  })
})
