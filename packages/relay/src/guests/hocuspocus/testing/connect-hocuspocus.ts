// Unmodified Hocuspocus providers for tests, of the lines that are served.

import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import * as four from 'hocuspocus-provider-4'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

/** The two lines' public faces differ in nothing that the tests use. */
const lines = {
  '3.4.4': { HocuspocusProvider, HocuspocusProviderWebsocket },
  '4.8.0': four as unknown as {
    HocuspocusProvider: typeof HocuspocusProvider
    HocuspocusProviderWebsocket: typeof HocuspocusProviderWebsocket
  }
}

export type ProviderLine = keyof typeof lines
export const providerLines = Object.keys(lines) as ProviderLine[]

type Token = string | (() => Promise<string>)

export interface ProviderOptions {
  readonly name?: string
  readonly token?: Token
  readonly document?: Y.Doc
  /** 4.x alone. */
  readonly sessionAwareness?: boolean
}

export interface HocuspocusClients {
  /** `url` is a world's. */
  socket(
    url: string,
    options?: { readonly line?: ProviderLine; readonly space?: string }
  ): HocuspocusProviderWebsocket
  /** On a socket of its own, or on one that others are on too. */
  open(at: string | HocuspocusProviderWebsocket, options?: ProviderOptions): HocuspocusProvider
  /** Ends all that were made. */
  close(): void
}

export function createHocuspocusClients(defaultLine: ProviderLine = '3.4.4'): HocuspocusClients {
  const providers: HocuspocusProvider[] = []
  const sockets = new Map<HocuspocusProviderWebsocket, ProviderLine>()
  const socket: HocuspocusClients['socket'] = (url, { line = defaultLine, space = 'notes' } = {}) => {
    const opened = new lines[line].HocuspocusProviderWebsocket({
      url: `${url}/hocuspocus/${space}`,
      WebSocketPolyfill: WebSocket,
      delay: 50,
      minDelay: 50,
      maxDelay: 100
    })
    sockets.set(opened, line)
    return opened
  }
  return {
    socket,
    open: (at, { name = 'readme', document = new Y.Doc(), ...options } = {}) => {
      const websocketProvider = typeof at === 'string' ? socket(at) : at
      const line = sockets.get(websocketProvider) ?? defaultLine
      const provider = new lines[line].HocuspocusProvider({ websocketProvider, name, document, ...options })
      provider.attach()
      providers.push(provider)
      return provider
    },
    close: () => {
      for (const provider of providers.splice(0)) provider.destroy()
      for (const opened of sockets.keys()) opened.destroy()
      sockets.clear()
    }
  }
}

export const textOf = ({ document }: HocuspocusProvider): Y.Text => document.getText('t')

/** It counts no unsynced change before it has begun to sync as well. */
export const isSynced = ({ synced, hasUnsyncedChanges }: HocuspocusProvider): boolean =>
  synced && !hasUnsyncedChanges
