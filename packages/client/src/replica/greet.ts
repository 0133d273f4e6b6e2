// The device's side of hello: the greeting number rises durably before the hello that carries it (E4).

import type { HelloSpace } from '@weft/protocol'
import type { Draft } from './draft.js'

export function greet(draft: Draft, space: string, nonce: Uint8Array): HelloSpace {
  draft.patch({ greeting: draft.state.greeting + 1 })
  const { epoch, replica, replaces, greeting, cursor, highest, checkpoint, made, acknowledged, catchUp } =
    draft.state
  return {
    space,
    epoch,
    replica,
    replaces,
    greeting,
    nonce,
    cursor,
    highest,
    checkpoint,
    made,
    acknowledged,
    selection: { kind: 'all' },
    catchUp
  }
}
