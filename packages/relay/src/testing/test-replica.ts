// A replica that talks to a log directly: it types into Yjs documents and keeps its batches' numbers and chain.

import { expectTrue } from '@weft/base/testing'
import {
  type BatchItem,
  type BatchMark,
  encodeBatch,
  entryKind,
  type HelloSpace,
  type Mark,
  nextBatchChain,
  type Standing,
  startMark
} from '@weft/protocol'
import * as Y from 'yjs'
import type { AppendOutcome, AppendRequest, BatchReceipt, Greeted, Greeting, Log } from '../log/port.js'

export interface ReplicaName {
  readonly space?: string
  readonly device?: string
  readonly replica?: string
}

/** Ids of Yjs clients must differ, and the same run must give the same ones. */
let clients = 1

export class TestReplica {
  readonly space: string
  readonly device: string
  readonly replica: string
  /** Wall time of what it does next. Tests set it. */
  time = 1_000
  greeting = 0
  acknowledged = 0
  cursor: Mark = startMark
  highest: Mark = startMark
  epoch: string | null = null
  made: BatchMark = { batch: 0, chain: new Uint8Array(32) }
  readonly #log: Log
  readonly #documents = new Map<string, Y.Doc>()

  constructor(log: Log, { space = 'notes', device = 'ana', replica = `${device}-1` }: ReplicaName = {}) {
    this.#log = log
    this.space = space
    this.device = device
    this.replica = replica
  }

  /** What it would say now, the next greeting number included. */
  hello(change: Partial<HelloSpace> = {}): Greeting {
    const { space, replica, epoch, cursor, highest, made, acknowledged } = this
    const greeting = this.greeting + 1
    const nonce = nonceOf(greeting)
    const hello: HelloSpace = {
      ...{ space, epoch, replica, replaces: null, greeting, nonce, cursor, highest, checkpoint: null },
      ...{ made, acknowledged, selection: { kind: 'all' }, catchUp: null },
      ...change
    }
    const device = {
      id: this.device,
      proof: proofOf(this.device),
      name: `${this.device}’s phone`,
      platform: 'test',
      appVersion: '1.0',
      schemas: [{ name: 'note', version: 1 }]
    }
    return { hello, device, kind: 'weft', time: this.time }
  }

  async greet(change: Partial<HelloSpace> = {}): Promise<Extract<Greeted, { ok: true }>> {
    const greeting = this.hello(change)
    this.greeting = greeting.hello.greeting
    const greeted = await this.#log.greet(greeting)
    expectTrue(greeted.ok, `a greeting that is heard, not ${JSON.stringify(greeted)}`)
    if (greeted.standing === 'ok') this.epoch = greeted.space.epoch
    return greeted
  }

  async standing(change: Partial<HelloSpace> = {}): Promise<Standing> {
    return (await this.greet(change)).standing
  }

  /** Types at the end of a document and returns what a batch carries of it. */
  edit(document: string, text: string, edits = 1): BatchItem {
    const doc = this.doc(document)
    const before = Y.encodeStateVector(doc)
    doc.getText('text').insert(doc.getText('text').length, text)
    return { document, kind: entryKind.update, edits, payload: Y.encodeStateAsUpdate(doc, before) }
  }

  /** Another kind's item with the whole state of the document. */
  whole(document: string, kind: number): BatchItem {
    return { document, kind, edits: 1, payload: Y.encodeStateAsUpdate(this.doc(document)) }
  }

  doc(document: string): Y.Doc {
    const known = this.#documents.get(document)
    if (known) return known
    const doc = new Y.Doc({ gc: false })
    doc.clientID = clients++
    this.#documents.set(document, doc)
    return doc
  }

  /** The next batch, made but not sent. */
  make(items: readonly BatchItem[]): AppendRequest {
    const content = encodeBatch(items)
    const batch = this.made.batch + 1
    const chain = nextBatchChain(this.made.chain, batch, content)
    this.made = { batch, chain }
    const { space, device, replica, time } = this
    return { space, device, replica, batch, chain, content, time }
  }

  send(request: AppendRequest): Promise<AppendOutcome> {
    return this.#log.append(request)
  }

  /** Makes and sends the next batch, and takes in its receipt. */
  async push(...items: BatchItem[]): Promise<BatchReceipt> {
    const outcome = await this.send(this.make(items))
    expectTrue(outcome.kind === 'appended', `an append, not ${JSON.stringify(outcome)}`)
    this.acknowledged = outcome.receipt.batch
    this.highest = outcome.receipt.mark
    return outcome.receipt
  }

  /** Types into a document and pushes it. */
  type(document: string, text = 'x', edits = 1): Promise<BatchReceipt> {
    return this.push(this.edit(document, text, edits))
  }

  async report(cursor: Mark, waitingEdits = 0): Promise<void> {
    this.cursor = cursor
    const { space, replica, time } = this
    await this.#log.reportCursor({
      ...{ space, replica, position: cursor.position, waitingEdits, persistent: true, time }
    })
  }

  /** The same store on another disk: all it knows, and nothing it learns later. */
  copy(log: Log = this.#log): TestReplica {
    const { space, device, replica } = this
    const copy = new TestReplica(log, { space, device, replica })
    const { time, greeting, acknowledged, cursor, highest, epoch, made } = this
    Object.assign(copy, { time, greeting, acknowledged, cursor, highest, epoch, made })
    return copy
  }
}

export const nonceOf = (number: number): Uint8Array => new Uint8Array(16).fill(number)

const proofOf = (device: string): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, index) => device.charCodeAt(index % device.length) + index)

/** The text of a document as everything the log has of it gives it. */
export function textOf(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  expectTrue(doc.store.pendingStructs === null && doc.store.pendingDs === null, 'nothing pending')
  return doc.getText('text').toString()
}
