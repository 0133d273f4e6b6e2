// A recorded editing history in the format of josephg/editing-traces, checked before anything is made of it.

/** In order within its transaction: at a place, so many characters go, and a text comes. Places and lengths are in code points. */
export type Patch = readonly [position: number, deleted: number, inserted: string]

export interface Transaction {
  /** Who made it, from 0. */
  readonly agent: number
  /** Indexes of the transactions that it builds on, which are merged before it. Empty: it builds on nothing. */
  readonly parents: readonly number[]
  readonly patches: readonly Patch[]
}

/** A sequential one is the history of one agent, each transaction on the one before. */
export interface Trace {
  readonly agents: number
  readonly startContent: string
  /** What the document is when all transactions are merged. */
  readonly endContent: string
  readonly transactions: readonly Transaction[]
}

export type TraceErrorCode =
  /** There is no such file, or it cannot be read. */
  | 'trace-not-found'
  /** It is no JSON, or no gzip of it. */
  | 'trace-not-json'
  /** Something in it is not as the format has it. */
  | 'trace-malformed'
  /** A patch goes beyond its document, or what comes out is not `endContent`. */
  | 'trace-not-replayable'

export class TraceError extends Error {
  override readonly name = 'TraceError'
  readonly code: TraceErrorCode

  constructor(code: TraceErrorCode, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

/** Throws TraceError, which names the place in the JSON. Without `numAgents` it is sequential. */
export function parseTrace(json: unknown): Trace {
  const whole = object('the trace', json)
  const isConcurrent = whole.kind === 'concurrent' || whole.numAgents !== undefined
  const agents = isConcurrent ? count('numAgents', whole.numAgents, 1) : 1
  const transactions = list('txns', whole.txns).map((txn, index) =>
    isConcurrent ? concurrent(txn, index, agents) : sequential(txn, index)
  )
  return {
    agents,
    startContent: isConcurrent ? '' : text('startContent', whole.startContent),
    endContent: text('endContent', whole.endContent),
    transactions
  }
}

function sequential(value: unknown, index: number): Transaction {
  const place = `txns[${index}]`
  const patches = patchesOf(place, object(place, value).patches)
  return { agent: 0, parents: index === 0 ? [] : [index - 1], patches }
}

function concurrent(value: unknown, index: number, agents: number): Transaction {
  const place = `txns[${index}]`
  const found = object(place, value)
  const agent = count(`${place}.agent`, found.agent, 0)
  if (agent >= agents) throw malformed(`${place}.agent`, `an agent below ${agents}`, agent)
  const parents = list(`${place}.parents`, found.parents).map((parent, at) => {
    const earlier = count(`${place}.parents[${at}]`, parent, 0)
    if (earlier >= index) throw malformed(`${place}.parents[${at}]`, 'an earlier transaction', parent)
    return earlier
  })
  return { agent, parents, patches: patchesOf(place, found.patches) }
}

function patchesOf(place: string, value: unknown): Patch[] {
  return list(`${place}.patches`, value).map((patch, index) => {
    const here = `${place}.patches[${index}]`
    const [position, deleted, inserted] = list(here, patch)
    return [
      count(`${here}[0]`, position, 0),
      count(`${here}[1]`, deleted, 0),
      text(`${here}[2]`, inserted)
    ] as const
  })
}

function object(place: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(place, 'an object', value)
  return value as Record<string, unknown>
}

function list(place: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(place, 'a list', value)
  return value
}

function count(place: string, value: unknown, least: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw malformed(place, `a whole number from ${least} on`, value)
  return value as number
}

/** Yjs cannot carry half of a surrogate pair: what arrives would differ from what was sent. */
const halfPair = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

function text(place: string, value: unknown): string {
  if (typeof value !== 'string') throw malformed(place, 'a text', value)
  if (halfPair.test(value)) throw malformed(place, 'a text without half surrogate pairs', value)
  return value
}

function malformed(place: string, expected: string, found: unknown): TraceError {
  const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 60)
  return new TraceError('trace-malformed', `${place} is to be ${expected}, and is ${shown}`)
}
