// The thread that owns the log's file: takes all that waits as one group, commits it, answers, and then reads.

import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { ownFolder } from '../database/open-database.js'
import { Engine } from '../engine/engine.js'
import type { Answer, Numbered, ReadRequest, Request, ThreadOptions, WriteRequest } from './messages.js'
import { toPlainError } from './plain-error.js'

/** A group takes no more than this, so that those who wait for it do not wait for ever. */
const mostRequests = 2_000
const mostBytes = 16 * 1024 * 1024

const { options, foldPort } = workerData as { options: ThreadOptions; foldPort: MessagePort }
const mainPort = parentPort as MessagePort

interface Waiting<R> extends Numbered<R> {
  readonly port: MessagePort
}

try {
  const { file, release } = ownFolder(options.folder)
  try {
    serve(new Engine({ ...options, file }), release)
  } catch (error) {
    release()
    throw error
  }
  mainPort.postMessage({ type: 'started' })
} catch (error) {
  mainPort.postMessage({ type: 'failed', error: toPlainError(error) })
  foldPort.close()
  mainPort.close()
}

function serve(engine: Engine, release: () => void): void {
  const writes: Waiting<WriteRequest>[] = []
  const reads: Waiting<ReadRequest>[] = []
  let closing: Waiting<Request> | undefined

  const take = (port: MessagePort, requests: readonly Numbered<Request>[]): void => {
    for (const { id, request } of requests) {
      if (request.type === 'close') closing = { port, id, request }
      else if (isRead(request)) reads.push({ port, id, request })
      else writes.push({ port, id, request })
    }
  }

  const takeAll = (): void => {
    for (const port of [mainPort, foldPort]) {
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port))
        take(port, next.message)
    }
  }

  const work = (): void => {
    takeAll()
    while (writes.length > 0) {
      write(engine, nextGroup(writes))
      takeAll()
    }
    answerReads(engine, reads.splice(0))
    if (closing) {
      engine.close()
      release()
      answer(closing.port, [{ id: closing.id, ok: true, value: null }])
      mainPort.close()
      foldPort.close()
    }
  }

  for (const port of [mainPort, foldPort]) {
    port.on('message', (requests: readonly Numbered<Request>[]) => {
      take(port, requests)
      work()
    })
  }
}

/** Requests come from two threads that number their own, so the group is numbered anew. */
function write(engine: Engine, group: readonly Waiting<WriteRequest>[]): void {
  const done = engine.write(group.map(({ request }, id) => ({ id, request })))
  const answersByPort = new Map<MessagePort, Answer[]>([[mainPort, []]])
  for (const given of done.answers) {
    const { port, id } = group[given.id] as Waiting<WriteRequest>
    const answers = answersByPort.get(port) ?? []
    answersByPort.set(port, answers)
    answers.push({ ...given, id })
  }
  for (const [port, answers] of answersByPort) {
    const committed = port === mainPort ? done.committed : []
    if (answers.length > 0 || committed.length > 0) port.postMessage({ type: 'answers', committed, answers })
  }
}

function nextGroup(writes: Waiting<WriteRequest>[]): Waiting<WriteRequest>[] {
  let bytes = 0
  let count = 0
  for (const { request } of writes) {
    if (request.type === 'append') bytes += request.request.content.length
    else if (request.type === 'append-update') bytes += request.request.update.length
    if (count > 0 && (bytes > mostBytes || count >= mostRequests)) break
    count++
  }
  return writes.splice(0, count)
}

/** A page goes as soon as it is there; small answers in between are gathered, since each message wakes the other side. */
function answerReads(engine: Engine, reads: readonly Waiting<ReadRequest>[]): void {
  const small = new Map<MessagePort, Answer[]>()
  for (const { port, ...read } of reads) {
    const given = engine.read(read)
    const answers = small.get(port) ?? []
    small.set(port, answers)
    answers.push(given)
    if (!pageOf(given)) continue
    answer(port, answers)
    small.delete(port)
  }
  for (const [port, answers] of small) answer(port, answers)
}

function answer(port: MessagePort, answers: readonly Answer[]): void {
  const buffers = answers.flatMap((given) => pageOf(given) ?? [])
  port.postMessage({ type: 'answers', committed: [], answers }, buffers)
}

const pageOf = (given: Answer): ArrayBuffer | undefined => {
  const { packed } = ((given.ok && given.value) || {}) as { packed?: Uint8Array }
  return packed?.buffer as ArrayBuffer | undefined
}

function isRead(request: WriteRequest | ReadRequest): request is ReadRequest {
  return request.type.startsWith('read') || request.type === 'devices' || request.type === 'spaces'
}
