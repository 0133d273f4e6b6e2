// Clients in a process of their own: what the measuring process asks of them, and what they answer, a line of JSON each.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Scope } from '@weft/base'
import { atTheEnd } from '../run/at-the-end.js'

export interface ClientProcess {
  /** The next line of that kind. Rejects when the process ends before it. */
  word<W>(kind: string): Promise<W>
  ask(request: object): void
}

/** `script` is a module beside this one, which gets the options as JSON. The process ends with the scope. */
export function startClients(
  scope: Scope,
  script: string,
  options: object,
  nodeOptions: readonly string[] = []
): ClientProcess {
  // Also from the sources, where tests run, it is the built one.
  const file = fileURLToPath(new URL(`../../dist/clients/${script}`, import.meta.url))
  const child = spawn(process.execPath, [...nodeOptions, file, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit']
  })
  const gone = once(child, 'exit')
  gone.then(atTheEnd(() => child.kill('SIGKILL')))
  scope.own(async () => {
    child.kill('SIGKILL')
    await gone
  })
  const lines = createInterface({ input: child.stdout })
  return {
    word: <W>(kind: string) => {
      const said = new Promise<W>((resolve, reject) => {
        const look = (line: string): void => {
          const told = JSON.parse(line) as W & { kind: string }
          if (told.kind !== kind) return
          lines.off('line', look)
          resolve(told)
        }
        lines.on('line', look)
        child.once('exit', (code) => reject(new Error(`the clients of ${script} ended with ${code}`)))
      })
      said.catch(() => undefined)
      return said
    },
    ask: (request) => void child.stdin.write(`${JSON.stringify(request)}\n`)
  }
}
