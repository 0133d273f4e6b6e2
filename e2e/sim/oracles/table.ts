// Every oracle of the simulation: the SPEC rule that it watches, and what it says when the rule is broken.

import type { Tally } from '../world/tally.js'

export const oracles = {
  'acknowledged is durable': { rule: 'B1', says: 'a receipt is sent only for a batch that is on the disk' },
  'echoed is durable': { rule: 'F2', says: 'a guest’s update comes back to it only when it is on the disk' },
  'shown to others is durable': { rule: 'L2', says: 'entries are sent only after they are on the disk' },
  'what was told stays': { rule: 'L1', says: 'a position once told keeps its running hash' },
  'gapless and chained': {
    rule: 'L3',
    says: 'positions rise by one, and each hash follows from the one before'
  },
  'batch at most once': { rule: 'B3', says: 'a batch stands in the log at most once' },
  'batches in order': { rule: 'B4', says: 'a replica’s batches stand in the order of their numbers' },
  'batch fixed before it is sent': {
    rule: 'B2',
    says: 'what is pushed is durable, and its bytes never change'
  },
  'greeting is fresh': {
    rule: 'E4',
    says: 'a greeting number rises durably, and one seen before is not welcomed'
  },
  'cursor is durable': { rule: 'L9', says: 'a cursor is reported only as far as the store has it' },
  'cursor has its content': { rule: 'L10', says: 'what a store holds below its cursor is what the log has' },
  'unknown kinds are kept': {
    rule: 'L8',
    says: 'an entry of a kind that nobody knows is in the log, as it was sent'
  },
  'a refusal is told': {
    rule: 'B1',
    says: 'an edit that was saved and refused is set aside on its device, whatever became of the receipt'
  },
  'added up exactly': { rule: 'V2', says: 'a counter is the sum of all additions that are in the log' },
  'writes stand until they are seen': {
    rule: 'V3',
    says: 'a field has exactly those writes that no other write in the log had seen'
  },
  converged: { rule: 'C4', says: 'all hold the same content, clocks and deletions, and nothing is pending' },
  'saved is kept': { rule: 'D1', says: 'an edit that was saved is in the log in the end' },
  'relayed is on the relay': { rule: 'S2', says: 'what a screen calls relayed is in the log' },
  'up to date is true': { rule: 'S7', says: 'up to date: nothing waits, and all of it is in the log' },
  'delivered is there': { rule: 'S2', says: 'what a screen calls delivered is durable on that device' },
  'siblings show what is saved': { rule: 'T2', says: 'a tab shows no edit of a sibling that is not saved' },
  'first sync is whole': { rule: 'L11', says: 'a fresh device gets every document as the log has it' },
  'queues are bounded': { rule: 'P4', says: 'nothing that waits grows without bound' },
  'heals in time': { rule: 'C4', says: 'after all is healed, every device is up to date in a bounded time' }
} as const

export type OracleName = keyof typeof oracles

export class Violation extends Error {
  override readonly name = 'Violation'
  readonly oracle: OracleName

  constructor(oracle: OracleName, detail: string) {
    super(`${oracles[oracle].rule} ${oracle}: ${detail}`)
    this.oracle = oracle
  }
}

/** Oracles may be asked inside the very code that they watch, where what they throw might be caught: they note it. */
export interface Judge {
  /** Counts a comparison, and notes a violation when it does not hold. */
  expect(oracle: OracleName, holds: boolean, detail: () => string): void
  /** Throws the first violation, if there is one. */
  verdict(): void
}

export function createJudge(tally: Tally): Judge {
  let first: Violation | undefined
  return {
    expect: (oracle, holds, detail) => {
      tally.check(oracle)
      if (!holds) first ??= new Violation(oracle, detail())
    },
    verdict: () => {
      if (first) throw first
    }
  }
}
