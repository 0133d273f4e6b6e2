// Brings a document into a server's folder, by a server that is started for it and ended in peace.

import { openClient } from '../clients/open-client.js'
import type { Dialect } from '../servers/server.js'
import { passed, type World } from './scenario.js'

/** Weft devices push what they typed; whole documents come by the way of other Yjs clients. */
export const writingDialect = (dialect: Dialect): Dialect => (dialect === 'weft' ? 'yjs' : dialect)

/** Hocuspocus stores two seconds after the last edit, and leveldb when it comes to it. */
export const settledMs = 4_000

export async function storeDocument(
  { server, scope, folder }: World,
  document: string,
  state: Uint8Array
): Promise<void> {
  const running = await server.start(scope, folder)
  const client = await openClient(writingDialect(server.dialect), {
    url: running.url,
    document,
    name: 'author'
  })
  client.send([state])
  await passed(settledMs)
  client.close()
  await passed(500)
  await running.stop()
}
