// Whether a client that has nothing is sent the document as it was written.

import * as Y from 'yjs'
import type { ClientOptions } from '../clients/client.js'
import { applyMessages } from '../clients/contents.js'
import { openClient } from '../clients/open-client.js'
import { NotWhatWasSent } from '../clients/readers.js'
import type { Dialect } from '../servers/server.js'
import { passed } from './scenario.js'

const patienceMs = 15_000
const everyMs = 20

/** Rejects with NotWhatWasSent when a client that comes now is sent another text. */
export async function expectDocument(dialect: Dialect, options: ClientOptions, text: string): Promise<void> {
  const messages: Buffer[] = []
  const onContent = (message: Buffer): void => void messages.push(message)
  const client = await openClient(dialect, { ...options, onContent })
  let looked = 0
  // A device is welcomed before the first entry comes, and a document may come in parts: it is read when nothing more comes.
  for (let waitedMs = 0, before = 0; waitedMs < patienceMs; waitedMs += everyMs) {
    await passed(everyMs)
    const isQuiet = messages.length === before
    before = messages.length
    if (!isQuiet || before === looked) continue
    looked = before
    const ydoc = new Y.Doc()
    applyMessages(ydoc, dialect, options.document, messages)
    if (ydoc.getText('text').toString() === text) return client.close()
  }
  throw new NotWhatWasSent(`${options.document} is not what was written`)
}
