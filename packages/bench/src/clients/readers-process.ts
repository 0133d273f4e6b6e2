// A process of clients that read: it says when all are there, when all have seen the end mark, and what each has read.
//
// Started with its options as JSON; a line on its standard input asks for a digest of each client’s text.

import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import * as Y from 'yjs'
import { endMark } from '../documents/typing.js'
import { inGroups } from '../run/in-groups.js'
import { applyMessages } from './contents.js'
import { openClient } from './open-client.js'
import type { ReadersOptions } from './readers.js'

const { dialect, url, document, rooms, name, clients, atOnce } = JSON.parse(
  process.argv[2] ?? ''
) as ReadersOptions
const mark = Buffer.from(endMark)
const messagesOf: Buffer[][] = []
let left = clients

const tell = (word: object): void => void process.stdout.write(`${JSON.stringify(word)}\n`)
const now = (): number => performance.timeOrigin + performance.now()

async function openOne(index: number): Promise<void> {
  const messages: Buffer[] = []
  messagesOf.push(messages)
  let isDone = false
  const room =
    rooms === undefined ? {} : { document: `${document}-${index % rooms}`, space: `space-${index % rooms}` }
  await openClient(dialect, {
    ...{ url, document, ...room },
    name: `${name}-${index}`,
    onContent: (message) => {
      messages.push(message)
      if (isDone || !message.includes(mark)) return
      isDone = true
      left -= 1
      if (left === 0) tell({ kind: 'done', at: now() })
    }
  })
}

createInterface({ input: process.stdin }).on('line', () => {
  tell({ kind: 'read', digests: [...new Set(messagesOf.map((messages) => digestOf(messages)))] })
})

/** Most are sent the same, byte for byte, and a large document takes long to read. */
const digests = new Map<string, string>()

function digestOf(messages: readonly Buffer[]): string {
  const sent = createHash('sha256')
  for (const message of messages) sent.update(`${message.length} `).update(message)
  const key = sent.digest('hex')
  const known = digests.get(key)
  if (known !== undefined) return known
  const ydoc = new Y.Doc()
  applyMessages(ydoc, dialect, document, messages)
  const digest = createHash('sha256').update(ydoc.getText('text').toString()).digest('hex')
  digests.set(key, digest)
  return digest
}

await inGroups(clients, atOnce, openOne)
tell({ kind: 'open', at: now() })
