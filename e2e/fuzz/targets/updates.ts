// The guard: what it accepts, Yjs applies without a throw and with nothing pending; what it refuses has a name.

import { holdState, subtractUpdate } from '@weft/relay/log'
import { defaultGuardLimits } from '@weft/yjs-guard'
import { brokenPromise, createGuardedLog, type GuardedLog } from '@weft/yjs-guard/testing'
import * as Y from 'yjs'
import { createUpdateSource } from '../grammar/updates.js'
import type { Action } from '../run/action.js'
import type { Report, Subject, Target } from '../run/target.js'
import { cutAllPairs, noteYjsThrow } from './yjs-limits.js'

const slots = 3
/** A longer history would make each comparison a slow one, and try nothing else. */
const framesALog = 80
/** The comparison that guests are served with reads the whole document. */
const comparedEvery = 8

const authors = ['ana', 'ben'] as const
const origins = ['edit', 'edit', 'give-back', 'adoption'] as const

/** The closed catalogue (refusal.ts). */
const codes = new Set([
  ...[
    'update-malformed',
    'update-empty',
    'update-wrong-version',
    'update-too-large',
    'update-too-many-structs'
  ],
  ...['update-too-deep', 'update-clock-quota', 'update-clock-gap', 'update-deletes-unknown'],
  ...['update-missing-dependency', 'client-id-taken', 'client-id-forked']
])

export const updatesTarget: Target = {
  name: 'updates',
  open: async (_world, report) => openLogs(report),
  createScript: (world, random, pool) => {
    const source = createUpdateSource(random, 100, world % 2 === 0 ? 'keys' : 'lengths')
    let frames = 0
    return {
      next: (hints) => {
        const actions: Action[] = []
        const slot = random.below(slots)
        if (frames++ % framesALog === 0) {
          for (let each = 0; each < slots; each++) actions.push({ kind: 'open', slot: each, variant: 0 })
        }
        const log = (hints.logs as GuardedLog[])[slot]
        const costly = random.chance(0.04) ? pool.pick(random) : undefined
        const bytes = costly ?? source.any(log?.clocks)
        actions.push({ kind: 'send', slot, variant: random.below(8), bytes }, { kind: 'settle' })
        if (frames % comparedEvery === 0) actions.push({ kind: 'act', slot, variant: 0 })
        return actions
      }
    }
  }
}

function openLogs(report: Report): Subject {
  const logs: GuardedLog[] = Array.from({ length: slots }, () => createGuardedLog())
  let last: { readonly update: Uint8Array; readonly held: number; readonly isAccepted: boolean } | undefined

  const take = (slot: number, variant: number, bytes: Uint8Array): void => {
    const log = logs[slot] as GuardedLog
    const held = log.entries.length
    try {
      const author = authors[variant % 2] ?? 'ana'
      const answer = log.append(bytes, author, origins[variant >> 1] ?? 'edit')
      last = { update: bytes, held, isAccepted: answer.ok }
      report.answer(answer.ok ? 'accepted' : answer.refusal.code)
      if (!answer.ok && !codes.has(answer.refusal.code)) {
        report.broken(`refused with ${answer.refusal.code}, which is in no catalogue`)
      }
      const broken = brokenPromise(log)
      if (broken) report.broken(`after an update that was ${answer.ok ? 'accepted' : 'refused'}: ${broken}`)
    } catch (error) {
      noteYjsThrow(error, report)
      logs[slot] = createGuardedLog()
      last = undefined
    }
  }

  return {
    hints: { logs },
    perform: (action) => {
      if (action.kind === 'open') logs[action.slot] = createGuardedLog()
      else if (action.kind === 'send') take(action.slot, action.variant, action.bytes)
      else if (action.kind === 'act' && last) {
        const held = docOf(...(logs[action.slot]?.entries.slice(0, last.held) ?? []))
        compare(last.update, Y.encodeStateAsUpdate(held), last.isAccepted, report)
      }
    },
    check: async () => [],
    close: async () => {
      logs.length = 0
    }
  }
}

/** What is left of an update when what is held was taken away brings a document to the same place as the whole (F4). */
function compare(update: Uint8Array, held: Uint8Array, isAccepted: boolean, report: Report): void {
  const rest = subtractUpdate(update, holdState(held), defaultGuardLimits)
  if (!isAccepted || rest.kind === 'refused') return
  const whole = docOf(held, update)
  const parts = rest.kind === 'rest' ? docOf(held, rest.update) : docOf(held)
  if (stateOf(whole) === stateOf(parts)) return
  // The whole cuts where its items point, also for those that are held; what is left of it does not have them.
  for (const doc of [whole, parts]) cutAllPairs(doc)
  if (stateOf(whole) === stateOf(parts)) report.known('a surrogate pair cut by an item that was held already')
  else report.broken('what is left of an update is not what it adds')
}

function docOf(...updates: Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

const stateOf = (doc: Y.Doc): string => Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')
