// Parts of a push back into one batch, within the limits, before anything of it is appended (SPEC B7, P4).

import type { Limits, Push } from '@weft/protocol'

export interface WholeBatch {
  readonly batch: number
  readonly chain: Uint8Array
  readonly content: Uint8Array
}

export type Assembly =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'gathering'
      readonly first: Push
      readonly parts: readonly Uint8Array[]
      readonly bytes: number
    }
  /** A part of this batch was refused: the rest of its parts are expected and dropped. */
  | { readonly kind: 'dropping'; readonly batch: number }

export const idleAssembly: Assembly = { kind: 'idle' }

export interface AssemblyStep {
  readonly assembly: Assembly
  readonly outcome:
    | { readonly kind: 'more' }
    | { readonly kind: 'whole'; readonly batch: WholeBatch }
    | {
        readonly kind: 'refused'
        readonly code: 'batch-unreadable' | 'batch-too-large' | 'in-flight-exceeded'
        readonly message: string
      }
}

/** Bounds the memory of many tiny parts. */
const mostParts = 4096

/** `inFlightBytes`: of the replica's earlier batches that have no receipt yet. */
export function takePart(
  assembly: Assembly,
  received: Push,
  inFlightBytes: number,
  limits: Limits
): AssemblyStep {
  // A copy: what waits is counted by its own bytes, and a view would hold on to the whole frame, whatever follows it there.
  const { chain, content } = received
  const push = { ...received, chain: new Uint8Array(chain), content: new Uint8Array(content) }
  if (push.part === 0) return gather(push, [], 0, inFlightBytes, limits)
  if (assembly.kind === 'dropping' && assembly.batch === push.batch)
    return { assembly, outcome: { kind: 'more' } }
  const follows =
    assembly.kind === 'gathering' &&
    assembly.first.batch === push.batch &&
    assembly.first.parts === push.parts &&
    assembly.parts.length === push.part
  if (!follows) return refuse(push, 'batch-unreadable', `part ${push.part} does not follow what came before`)
  const next = { ...assembly.first, part: push.part, content: push.content }
  return gather(next, assembly.parts, assembly.bytes, inFlightBytes, limits)
}

function gather(
  push: Push,
  parts: readonly Uint8Array[],
  before: number,
  inFlight: number,
  limits: Limits
): AssemblyStep {
  const bytes = before + push.content.length
  if (push.parts < 1 || push.part >= push.parts || push.parts > mostParts) {
    return refuse(push, 'batch-unreadable', `part ${push.part} of ${push.parts}`)
  }
  if (bytes > limits.batchBytes)
    return refuse(push, 'batch-too-large', `more than ${limits.batchBytes} bytes`)
  if (inFlight > 0 && inFlight + bytes > limits.inFlightBytes) {
    return refuse(push, 'in-flight-exceeded', `more than ${limits.inFlightBytes} bytes without a receipt`)
  }
  const gathered = [...parts, push.content]
  if (gathered.length < push.parts) {
    return { assembly: { kind: 'gathering', first: push, parts: gathered, bytes }, outcome: { kind: 'more' } }
  }
  const batch = { batch: push.batch, chain: push.chain, content: join(gathered, bytes) }
  return { assembly: idleAssembly, outcome: { kind: 'whole', batch } }
}

function refuse(
  push: Push,
  code: Extract<AssemblyStep['outcome'], { kind: 'refused' }>['code'],
  message: string
): AssemblyStep {
  const isLast = push.part + 1 >= push.parts
  const assembly: Assembly = isLast ? idleAssembly : { kind: 'dropping', batch: push.batch }
  return { assembly, outcome: { kind: 'refused', code, message } }
}

function join(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const [only] = parts
  if (only && parts.length === 1) return only
  const whole = new Uint8Array(bytes)
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
