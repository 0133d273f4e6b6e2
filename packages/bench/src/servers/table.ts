// All servers by name: Weft by each of its endpoints, the peers as they come, and two limits that know nothing of documents.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ServerKind } from './server.js'
import { startProcess } from './start-process.js'

/** Also from the sources, where tests run, it is the built one. */
const here = (name: string): string => fileURLToPath(new URL(`../../dist/servers/${name}`, import.meta.url))
const weft = fileURLToPath(new URL('../bin/weft.js', import.meta.resolve('@weft/cli')))

const weftBy = (name: string, dialect: ServerKind['dialect']): ServerKind => ({
  name,
  dialect,
  isPeer: false,
  stores: true,
  keeps: true,
  gathersPresence: true,
  start: (scope, folder) => startProcess(scope, weft, ['relay', '--port', '0', '--data', folder])
})

const yWebsocket = (name: string, stores: boolean): ServerKind => ({
  name,
  dialect: 'yjs',
  isPeer: true,
  stores,
  keeps: true,
  gathersPresence: false,
  start: (scope, folder) =>
    startProcess(scope, here('y-websocket-process.js'), [], stores ? { YPERSISTENCE: folder } : {})
})

const hocuspocus = (name: string, stores: boolean): ServerKind => ({
  name,
  dialect: 'hocuspocus',
  isPeer: true,
  stores,
  keeps: true,
  gathersPresence: true,
  start: (scope, folder) =>
    startProcess(scope, here('hocuspocus-process.js'), stores ? [join(folder, 'documents.sqlite')] : [])
})

const limit = (name: string, ...args: readonly string[]): ServerKind => ({
  name,
  dialect: 'bare',
  isPeer: false,
  stores: false,
  keeps: false,
  gathersPresence: false,
  start: (scope) => startProcess(scope, here('bare-process.js'), args)
})

export const servers: readonly ServerKind[] = [
  weftBy('weft', 'weft'),
  weftBy('weft-yjs', 'yjs'),
  weftBy('weft-hocuspocus', 'hocuspocus'),
  yWebsocket('y-websocket', false),
  yWebsocket('y-websocket-leveldb', true),
  hocuspocus('hocuspocus', false),
  hocuspocus('hocuspocus-sqlite', true),
  limit('bare-ws'),
  limit('batching-ws', '--batching'),
  { ...limit('keeping-ws', '--keeping'), keeps: true }
]
