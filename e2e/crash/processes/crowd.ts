// Starts crowds of bare clients, spread over some processes, and adds up what they tell.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Scope } from '@weft/base'

const script = fileURLToPath(new URL('crowd.mjs', import.meta.url))

/** See crowd.mjs. */
export type CrowdKind = 'deaf' | 'deaf-guest' | 'mute' | 'home'

export interface CrowdCounts {
  /** Welcomed, or open, now. */
  readonly ready: number
  readonly opened: number
  readonly closed: number
}

export interface Crowd {
  counts(): CrowdCounts
  end(): Promise<void>
}

export interface CrowdOptions {
  readonly kind: CrowdKind
  readonly url: string
  readonly clients: number
  readonly document?: string
}

const clientsAProcess = 1_250

export function startCrowd(scope: Scope, options: CrowdOptions): Crowd {
  const { kind, url, clients, document = '' } = options
  const members = Array.from({ length: Math.ceil(clients / clientsAProcess) }, (_, index) => {
    const from = index * clientsAProcess
    return startMember(scope, {
      kind,
      url,
      document,
      from,
      clients: Math.min(clientsAProcess, clients - from)
    })
  })
  const sum = (what: keyof CrowdCounts): number =>
    members.reduce((total, member) => total + member.counts[what], 0)
  return {
    counts: () => ({ ready: sum('ready'), opened: sum('opened'), closed: sum('closed') }),
    end: async () => void (await Promise.all(members.map(({ end }) => end())))
  }
}

function startMember(scope: Scope, options: object): { counts: CrowdCounts; end(): Promise<void> } {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const closed = once(child, 'close')
  const member = {
    counts: { ready: 0, opened: 0, closed: 0 },
    end: async () => {
      child.kill('SIGKILL')
      await closed
    }
  }
  scope.own(member.end)
  createInterface({ input: child.stdout }).on('line', (line) => {
    try {
      member.counts = JSON.parse(line)
    } catch {
      // What a process wrote last may be cut by its death.
    }
  })
  return member
}
