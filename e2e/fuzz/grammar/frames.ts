// Every frame of the protocol, field by field as docs/protocol.md has them, for a writer that may be hostile.

import type {
  AwarenessFrame,
  Credit,
  CursorReport,
  Devices,
  Entries,
  ErrorFrame,
  Fetch,
  Forget,
  Frame,
  Hello,
  Mark,
  Push,
  Receipt,
  Snapshots,
  Welcome
} from '@weft/protocol'
import type { HostileWriter } from './hostile-writer.js'
import { writeIds } from './ids.js'

type Write<F> = (writer: HostileWriter, frame: F) => void

const mark: Write<Mark> = (writer, { position, hash }) => {
  writer.uint(position)
  writer.fixed(hash)
}

const hello: Write<Hello> = (writer, { versions, token, device, spaces }) => {
  for (const version of versions) writer.uint(version)
  writer.text(token)
  writer.text(device.id)
  writer.bytes(device.proof)
  for (const text of [device.name, device.platform, device.appVersion]) writer.text(text)
  writer.list(device.schemas, (schema) => {
    writer.text(schema.name)
    writer.uint(schema.version)
  })
  writer.list(spaces, (space) => {
    writer.text(space.space)
    writer.optional(space.epoch, writer.text)
    writer.text(space.replica)
    writer.optional(space.replaces, writer.text)
    writer.uint(space.greeting)
    writer.fixed(space.nonce)
    mark(writer, space.cursor)
    mark(writer, space.highest)
    writer.optional(space.checkpoint, (one) => mark(writer, one))
    writer.uint(space.made.batch)
    writer.fixed(space.made.chain)
    writer.uint(space.acknowledged)
    writer.uint(0)
    writer.optional(space.catchUp, ({ base, lastDocument }) => {
      mark(writer, base)
      writer.text(lastDocument)
    })
  })
}

const welcome: Write<Welcome> = (writer, { version, session, limits, serverTime, spaces }) => {
  writer.uint(version)
  writer.text(session)
  // The order of docs/protocol.md, which is that of the type.
  for (const limit of Object.values(limits) as number[]) writer.uint(limit)
  writer.uint(serverTime)
  writer.list(spaces, (space) => {
    writer.text(space.space)
    writer.text(space.standing)
    writer.text(space.epoch)
    mark(writer, space.head)
    writer.uint(space.horizon)
    writer.text(space.role)
    writer.uint(space.held.batch)
    writer.fixed(space.held.chain)
    writer.uint(space.held.position)
  })
}

const entries: Write<Entries> = (writer, frame) => {
  const documents = [...new Set(frame.entries.map(({ document }) => document))]
  const writers = [...new Set(frame.entries.map(({ device, replica }) => `${device}\n${replica}`))]
  writer.text(frame.space)
  writeIds(writer, documents)
  writeIds(
    writer,
    writers.flatMap((pair) => pair.split('\n'))
  )
  writer.uint(frame.entries.length)
  writer.uint(frame.entries[0]?.position ?? 0)
  const named = new Set<string>()
  let before = { author: 0, batch: 0, time: 0, kind: 1, edits: 1 }
  for (const { document, device, replica, batch, time, kind, edits, payload, payloadHash } of frame.entries) {
    const author = writers.indexOf(`${device}\n${replica}`)
    const isNew = !named.has(document)
    named.add(document)
    const said = [
      isNew,
      author === before.author,
      batch === before.batch,
      batch === before.batch + 1,
      time === before.time,
      kind === before.kind,
      edits === before.edits,
      payload !== null
    ]
    writer.byte(said.reduce((flags, isSaid, bit) => flags | (isSaid ? 1 << bit : 0), 0))
    if (!isNew) writer.uint(documents.indexOf(document))
    if (!said[1]) writer.uint(author)
    if (!said[2] && !said[3]) writer.uint(batch)
    if (!said[4]) writer.int(time - before.time)
    if (!said[5]) writer.uint(kind)
    if (!said[6]) writer.uint(edits)
    if (payload === null) writer.fixed(payloadHash)
    else writer.bytes(payload)
    before = { author, batch, time, kind, edits }
  }
  writer.fixed(frame.hash)
}

const snapshots: Write<Snapshots> = (writer, frame) => {
  writer.text(frame.space)
  mark(writer, frame.base)
  writer.list(frame.items, (item) => {
    writer.text(item.document)
    for (const number of [item.position, item.time, item.kind, item.part, item.parts]) writer.uint(number)
    writer.flag(item.last)
    writer.bytes(item.payload)
  })
  writer.flag(frame.done)
  writer.uint(frame.sentDocuments)
  writer.uint(frame.totalDocuments)
}

const push: Write<Push> = (writer, frame) => {
  writer.text(frame.space)
  writer.text(frame.replica)
  writer.uint(frame.batch)
  writer.fixed(frame.chain)
  writer.uint(frame.part)
  writer.uint(frame.parts)
  writer.bytes(frame.content)
}

const receipt: Write<Receipt> = (writer, frame) => {
  writer.text(frame.space)
  writer.text(frame.replica)
  writer.uint(frame.batch)
  writer.uint(frame.position)
  writer.fixed(frame.hash)
  writer.uint(frame.time)
  writer.list(frame.refused, ({ item, document, reason }) => {
    writer.uint(item)
    writer.text(document)
    writer.text(reason)
  })
}

const cursor: Write<CursorReport> = (writer, frame) => {
  writer.text(frame.space)
  writer.uint(frame.position)
  writer.uint(frame.waitingEdits)
  writer.flag(frame.persistent)
}

const devices: Write<Devices> = (writer, { space, whole, rows }) => {
  writer.text(space)
  writer.flag(whole)
  writer.list(rows, (row) => {
    for (const text of [row.device, row.replica, row.name, row.platform, row.appVersion]) writer.text(text)
    writer.list(row.schemas, (schema) => {
      writer.text(schema.name)
      writer.uint(schema.version)
    })
    writer.uint(row.cursor)
    for (const number of [row.behind.edits, row.behind.documents, row.behind.since]) writer.uint(number)
    writer.flag(row.behind.exact)
    writer.uint(row.asOf)
    writer.uint(0)
    writer.optional(row.waiting, ({ edits, time }) => {
      writer.uint(edits)
      writer.uint(time)
    })
    writer.optional(row.persistent, writer.flag)
    writer.uint(row.lastSeen)
    writer.flag(row.online)
    writer.text(row.kind)
    writer.optional(row.replacedBy, writer.text)
    writer.flag(row.removed)
  })
}

const named: Write<Fetch | Forget> = (writer, frame) => {
  writer.text(frame.space)
  writer.text(frame.type === 'fetch' ? frame.document : frame.device)
}

const awareness: Write<AwarenessFrame> = (writer, frame) => {
  writer.text(frame.space)
  writer.text(frame.document)
  writer.bytes(frame.update)
}

const credit: Write<Credit> = (writer, frame) => writer.uint(frame.bytes)

const error: Write<ErrorFrame> = (writer, frame) => {
  writer.text(frame.code)
  writer.text(frame.message)
  writer.optional(frame.retryAfterMs, writer.uint)
  writer.optional(frame.space, writer.text)
  writer.optional(frame.batch, writer.uint)
}

const numbered: Write<{ readonly number: number }> = (writer, { number }) => writer.uint(number)

const shapes: { readonly [T in Frame['type']]: readonly [byte: number, write: Write<never>] } = {
  hello: [1, hello],
  welcome: [2, welcome],
  entries: [3, entries],
  snapshots: [4, snapshots],
  push: [5, push],
  receipt: [6, receipt],
  cursor: [7, cursor],
  devices: [8, devices],
  fetch: [9, named],
  awareness: [10, awareness],
  credit: [11, credit],
  error: [12, error],
  ping: [13, numbered],
  pong: [14, numbered],
  forget: [15, named]
}

export function writeFrame(writer: HostileWriter, frame: Frame): void {
  const [byte, write] = shapes[frame.type]
  writer.byte(byte)
  ;(write as Write<Frame>)(writer, frame)
}
