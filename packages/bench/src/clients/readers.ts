// Clients that read, in a process of their own, as the measuring process sees them.

import { createHash } from 'node:crypto'
import type { Scope } from '@weft/base'
import type { Dialect } from '../servers/server.js'
import { startClients } from './client-process.js'

export interface ReadersOptions {
  readonly dialect: Dialect
  readonly url: string
  readonly document: string
  /** So many documents and spaces instead, with a number behind each name: clients are spread over them. */
  readonly rooms?: number
  /** The prefix of their names. */
  readonly name: string
  readonly clients: number
  /** How many connect at a time. */
  readonly atOnce: number
}

export interface Readers {
  /** All are connected. */
  readonly open: Promise<void>
  /** All have seen the end mark: when, as wall time in ms with fractions. */
  readonly done: Promise<{ readonly at: number }>
  /** Rejects with NotWhatWasSent when any of them holds another text. */
  expectText(text: string): Promise<void>
}

/** No figure is told of a run that ends with it. */
export class NotWhatWasSent extends Error {}

export function startReaders(scope: Scope, options: ReadersOptions): Readers {
  const { word, ask } = startClients(scope, 'readers-process.js', options, ['--max-semi-space-size=32'])
  return {
    open: word<object>('open').then(() => undefined),
    done: word('done'),
    expectText: async (text) => {
      const read = word<{ digests: string[] }>('read')
      ask({ kind: 'read' })
      const { digests } = await read
      const expected = createHash('sha256').update(text).digest('hex')
      if (digests.some((digest) => digest !== expected)) {
        throw new NotWhatWasSent(`what arrived differs from what was sent: ${digests.length} texts`)
      }
    }
  }
}
