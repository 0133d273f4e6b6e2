// What a scenario types or stores: a trace where one was given, else what is made up.

import * as Y from 'yjs'
import { documentOf, type Replay } from '../documents/replay-trace.js'
import { editHeavily, type Typed, typeText } from '../documents/typing.js'
import { scaled, type World } from './scenario.js'

/** So many edits, or the whole trace. */
export function largeDocument(
  world: World,
  edits: number
): { readonly state: Uint8Array; readonly text: string } {
  return world.replay ? beginningOf(world.replay, world) : editHeavily(scaled(edits, world, 'history'))
}

/** So many updates, the last of which holds the end mark; fewer where the trace has not as many transactions. */
export function typedText(world: World, count: number, client: number): Typed {
  const updates = scaled(count, world)
  if (!world.replay) return typeText(updates, client)
  const begun = world.replay.updates.slice(0, updates - 1)
  const ended = typeText(1, client, Y.encodeStateAsUpdate(documentOf(begun)))
  return { updates: [...begun, ...ended.updates], text: ended.text }
}

/** At a scale below 1, what was typed first. */
export function beginningOf(replay: Replay, world: World): Replay {
  const updates = replay.updates.slice(0, scaled(replay.updates.length, world))
  if (updates.length === replay.updates.length) return replay
  const ydoc = documentOf(updates)
  return { updates, state: Y.encodeStateAsUpdate(ydoc), text: ydoc.getText('text').toString() }
}
