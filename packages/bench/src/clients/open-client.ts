// Opens a client of any of the protocols.

import type { Dialect } from '../servers/server.js'
import { openBareClient } from './bare-client.js'
import type { Client, ClientOptions } from './client.js'
import { openHocuspocusClient } from './hocuspocus-client.js'
import { openWeftClient } from './weft-client.js'
import { openYjsClient } from './yjs-client.js'

/** Resolves when the server has said that the client has all that there is. Rejects when it is turned away. */
export async function openClient(dialect: Dialect, options: ClientOptions): Promise<Client> {
  const client = await openers[dialect](options)
  options.scope?.own(client.close)
  return client
}

const openers: Readonly<Record<Dialect, (options: ClientOptions) => Promise<Client>>> = {
  weft: openWeftClient,
  yjs: openYjsClient,
  hocuspocus: openHocuspocusClient,
  bare: openBareClient
}
