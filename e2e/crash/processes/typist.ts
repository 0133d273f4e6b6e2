// Starts typists, and keeps outside of them what they showed: the oracle of the crash tests.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Scope } from '@weft/base'
import { untilTrue } from '../../lib/until.js'

const script = fileURLToPath(new URL('typist.mjs', import.meta.url))

export interface Typist {
  readonly name: string
  readonly documents: readonly string[]
  /** The highest token that was typed, and shown as saved; -1 for none. */
  readonly typed: number
  readonly saved: number
  /** The highest token of each document that was shown as on the relay. */
  readonly relayed: ReadonlyMap<string, number>
  /** How often anything was shown as relayed. */
  readonly receipts: number
  retry(): void
  /** SIGSTOP: its sockets stay open and it does nothing. */
  pause(): void
  resume(): void
  /** SIGKILL; resolves when it is gone and all it said has been read. */
  kill(): Promise<void>
}

export interface TypistOptions {
  readonly url: string
  readonly folder: string
  readonly name: string
  readonly documents: readonly string[]
  readonly everyMs: number
}

export async function startTypist(scope: Scope, options: TypistOptions): Promise<Typist> {
  const child: ChildProcess = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit']
  })
  const closed = once(child, 'close')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await closed
  }
  scope.own(kill)
  // It may be gone when it is spoken to.
  child.stdin?.on('error', () => {})
  const shown = { typed: -1, saved: -1, receipts: 0, isReady: false, hasEnded: false }
  const relayed = new Map<string, number>()
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const [fact, ...words] = line.split(' ')
    if (fact === 'ready') shown.isReady = true
    else if (fact === 'typed') shown.typed = Number(words[0])
    else if (fact === 'saved') shown.saved = Math.max(shown.saved, Number(words[0]))
    else if (fact === 'relayed') {
      const [document = '', number] = words
      shown.receipts += 1
      relayed.set(document, Math.max(relayed.get(document) ?? -1, Number(number)))
    }
  })
  child.once('exit', () => {
    shown.hasEnded = true
  })
  await untilTrue(() => shown.isReady || shown.hasEnded, `typist ${options.name}`)
  if (shown.hasEnded) throw new Error(`typist ${options.name} ended with ${child.exitCode}`)
  return {
    name: options.name,
    documents: options.documents,
    get typed() {
      return shown.typed
    },
    get saved() {
      return shown.saved
    },
    relayed,
    get receipts() {
      return shown.receipts
    },
    retry: () => void child.stdin?.write('retry\n'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill
  }
}

/** The numbers of a typist's tokens in a text, in the order in which they stand there. */
export function tokensOf(name: string, text: string): number[] {
  return [...text.matchAll(new RegExp(`<${name}(\\d+)>`, 'g'))].map(([, number]) => Number(number))
}

/** Tokens of a typist that writes into several documents in turn: those up to `last` that belong in the one at `index`. */
export function expectedTokens(index: number, documents: number, last: number): number[] {
  const numbers: number[] = []
  for (let number = index; number <= last; number += documents) numbers.push(number)
  return numbers
}
