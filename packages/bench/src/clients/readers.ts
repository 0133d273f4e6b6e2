// Clients that read, in a process of their own, as the measuring process sees them.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Scope } from '@weft/base'
import { atTheEnd } from '../run/at-the-end.js'
import type { Dialect } from '../servers/server.js'

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

/** Also from the sources, where tests run, it is the built one. */
const script = fileURLToPath(new URL('../../dist/clients/readers-process.js', import.meta.url))

export function startReaders(scope: Scope, options: ReadersOptions): Readers {
  const child = spawn(process.execPath, ['--max-semi-space-size=32', script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit']
  })
  const gone = once(child, 'exit')
  gone.then(atTheEnd(() => child.kill('SIGKILL')))
  scope.own(async () => {
    child.kill('SIGKILL')
    await gone
  })
  const lines = createInterface({ input: child.stdout })
  const word = <W>(kind: string): Promise<W> => {
    const said = new Promise<W>((resolve, reject) => {
      lines.on('line', (line) => {
        const told = JSON.parse(line) as W & { kind: string }
        if (told.kind === kind) resolve(told)
      })
      child.once('exit', (code) => reject(new Error(`the readers ended with ${code}`)))
    })
    said.catch(() => undefined)
    return said
  }
  return {
    open: word<object>('open').then(() => undefined),
    done: word('done'),
    expectText: async (text) => {
      const read = word<{ digests: string[] }>('read')
      child.stdin.write('read\n')
      const { digests } = await read
      const expected = createHash('sha256').update(text).digest('hex')
      if (digests.some((digest) => digest !== expected)) {
        throw new NotWhatWasSent(`what arrived differs from what was sent: ${digests.length} texts`)
      }
    }
  }
}
