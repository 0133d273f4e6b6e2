// What a round does to its target, one step at a time, and as bytes in a trace.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

export type Action =
  /** A fresh connection, device or document in that slot; what was there is let go. `variant` is the target's own word. */
  | { readonly kind: 'open'; readonly slot: number; readonly variant: number }
  /** Hostile bytes. `variant` is the target's own word. */
  | { readonly kind: 'send'; readonly slot: number; readonly variant: number; readonly bytes: Uint8Array }
  | { readonly kind: 'drop'; readonly slot: number }
  /** Time that passes, ms. */
  | { readonly kind: 'pass'; readonly ms: number }
  /** Everything that is due now, and all that follows from it, happens. */
  | { readonly kind: 'settle' }
  /** Something of the target's own that is no frame: a person types. */
  | { readonly kind: 'act'; readonly slot: number; readonly variant: number }

const kinds = ['open', 'send', 'drop', 'pass', 'settle', 'act'] as const satisfies readonly Action['kind'][]

const none = new Uint8Array()

/** Kind, slot, variant or ms, and bytes: the same four fields for all. */
export function encodeAction(action: Action): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8(encoder, kinds.indexOf(action.kind))
  encoding.writeUint8(encoder, 'slot' in action ? action.slot : 0)
  encoding.writeVarUint(encoder, 'ms' in action ? action.ms : 'variant' in action ? action.variant : 0)
  encoding.writeVarUint8Array(encoder, 'bytes' in action ? action.bytes : none)
  return encoding.toUint8Array(encoder)
}

/** Actions in order; one that was cut at the end, as a child that died leaves it, is left out. */
export function decodeActions(bytes: Uint8Array): Action[] {
  const decoder = decoding.createDecoder(bytes)
  const actions: Action[] = []
  while (decoding.hasContent(decoder)) {
    try {
      actions.push(readAction(decoder))
    } catch {
      break
    }
  }
  return actions
}

function readAction(decoder: decoding.Decoder): Action {
  const kind = kinds[decoding.readUint8(decoder)]
  const slot = decoding.readUint8(decoder)
  const number = decoding.readVarUint(decoder)
  const bytes = decoding.readVarUint8Array(decoder)
  switch (kind) {
    case 'open':
    case 'act':
      return { kind, slot, variant: number }
    case 'send':
      return { kind, slot, variant: number, bytes }
    case 'drop':
      return { kind, slot }
    case 'pass':
      return { kind, ms: number }
    case 'settle':
      return { kind }
    default:
      throw new RangeError('an action of an unknown kind')
  }
}
