// Starts a server's process and waits until it says where it listens.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as passed } from 'node:timers/promises'
import type { Scope } from '@weft/base'
import { atTheEnd } from '../run/at-the-end.js'
import type { RunningServer } from './server.js'

const patienceMs = 10_000

/** Rejects with what it printed when it ends before it says `listening on URL`. */
export async function startProcess(
  scope: Scope,
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {}
): Promise<RunningServer> {
  // Wherever a port is free, once it is asked for.
  const child = spawn(process.execPath, ['--inspect-port=0', file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const gone = once(child, 'exit')
  gone.then(atTheEnd(() => child.kill('SIGKILL')))
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
  }
  scope.own(kill)
  let output = ''
  child.stderr.on('data', (chunk) => {
    output = `${output}${chunk}`.slice(-10_000)
  })
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, found] = /^listening on (\S+)/.exec(line) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('close', (code) => reject(new Error(`${file} ended with ${code}:\n${output}`)))
  })
  return {
    url,
    inspect: async () => {
      child.kill('SIGUSR1')
      for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 50) {
        const [, found] = /Debugger listening on (ws:\S+)/.exec(output) ?? []
        if (found !== undefined) return found
        await passed(50)
      }
      throw new Error('the inspector did not open')
    },
    pid: child.pid as number,
    kill,
    stop: async () => {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      await gone
      clearTimeout(late)
    }
  }
}
