// A client that has a large document comes back and lacks its last 100 updates.

import * as Y from 'yjs'
import type { Client } from '../clients/client.js'
import { applyMessages } from '../clients/contents.js'
import { openClient } from '../clients/open-client.js'
import { NotWhatWasSent } from '../clients/readers.js'
import { endMark, typeText } from '../documents/typing.js'
import type { Dialect } from '../servers/server.js'
import { largeDocument } from './large-document.js'
import { passed, type Scenario, type World } from './scenario.js'
import { settledMs, writingDialect } from './store-document.js'

const document = 'n/large'
const edits = 200_000
const missed = 100
const patienceMs = 30_000

function reconnect(name: string, title: string, isCold: boolean): Scenario {
  return {
    name,
    title,
    figures: {
      bytes: { unit: 'bytes in and out', better: 'less', digits: 0 },
      ms: { unit: 'ms until in sync', better: 'less', digits: 1 }
    },
    suits: ({ stores }) => stores,
    run: (world) => comeBack(world, isCold)
  }
}

export const reconnectWarm = reconnect(
  'reconnect',
  'a client comes back to a document of 200,000 edits and lacks 100 updates',
  false
)
export const reconnectCold = reconnect(
  'reconnect-cold',
  'the same, and the server has just been started',
  true
)

async function comeBack(world: World, isCold: boolean): Promise<Record<string, number>> {
  const { server, scope, folder } = world
  const { dialect } = server
  const { state } = largeDocument(world, edits)
  const first = await server.start(scope, folder)
  const author = await openClient(writingDialect(dialect), {
    scope,
    url: first.url,
    document,
    name: 'author'
  })
  author.send([state])
  await passed(settledMs)
  const { place } = await visit(dialect, first.url)
  const { updates, text } = typeText(missed, 7, state)
  const writer = await openClient(dialect, { scope, url: first.url, document, name: 'writer' })
  writer.send(updates)
  await passed(settledMs)

  let { url } = first
  if (isCold) {
    for (const client of [author, writer]) client.close()
    await passed(500)
    await first.stop()
    url = (await server.start(scope, folder)).url
    await passed(1_500)
  }
  const messages: Buffer[] = []
  const from = performance.now()
  const { client, ms } = await new Promise<{ client: Promise<Client>; ms: number }>((resolve, reject) => {
    const mark = Buffer.from(endMark)
    const onContent = (message: Buffer): void => {
      messages.push(message)
      if (message.includes(mark)) resolve({ client: coming, ms: performance.now() - from })
    }
    setTimeout(() => reject(new NotWhatWasSent('the end did not come within 30 s')), patienceMs).unref()
    const coming = openClient(dialect, {
      scope,
      url,
      document,
      name: 'device',
      back: { state, place },
      onContent
    })
    coming.catch(reject)
  })
  // What else is said about it.
  await passed(1_000)
  const bytes = (await client).bytes()
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, state)
  applyMessages(ydoc, dialect, document, messages)
  if (ydoc.getText('text').toString() !== text) throw new NotWhatWasSent('the text differs')
  return { bytes: bytes.in + bytes.out, ms }
}

/** Comes, and goes with everything. */
async function visit(dialect: Dialect, url: string): Promise<Client> {
  const client = await openClient(dialect, { url, document, name: 'device' })
  await passed(1_000)
  client.close()
  return client
}
