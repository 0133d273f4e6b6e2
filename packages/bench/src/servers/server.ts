// A server under test: how it is started, and which protocol its clients speak to it.

import type { Scope } from '@weft/base'

/** How clients speak: Weft's own protocol, y-websocket's, Hocuspocus's, or bytes that are passed on as they are. */
export type Dialect = 'weft' | 'yjs' | 'hocuspocus' | 'bare'

export interface ServerKind {
  readonly name: string
  readonly dialect: Dialect
  /** What the best of the peers reaches is what all others are compared with. */
  readonly isPeer: boolean
  /** What is stored is there after a kill, or is meant to be. */
  readonly stores: boolean
  /** Whoever joins gets what was sent before. */
  readonly keeps: boolean
  /** Tells what several people say of their presence in one message. */
  readonly gathersPresence: boolean
  /** On a folder of its own, in a process of its own; the same folder again is the same server. */
  start(scope: Scope, folder: string): Promise<RunningServer>
}

export interface RunningServer {
  /** The origin, `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly pid: number
  /** Opens the process to Node's inspector; resolves with the address. */
  inspect(): Promise<string>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM, and then as `kill` when it has not ended after ten seconds. */
  stop(): Promise<void>
}
