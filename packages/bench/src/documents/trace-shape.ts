// The shape of an editing history, in figures that can be compared: how much is deleted, and how far typing runs on.

import type { Patch, Trace } from './trace.js'

export interface TraceShape {
  readonly patches: number
  /** Of all patches, 0 to 1, those that delete. */
  readonly deleting: number
  /** Of all patches, 0 to 1, those that are elsewhere than the one before left off. */
  readonly jumps: number
  /** Patches that type on from one to the next, on average. */
  readonly typingRun: number
  /** The same of patches that only delete. */
  readonly deletingRun: number
  /** Code points a patch types, of those that do. */
  readonly charactersTyped: number
  /** Code points at the end, of one that was ever typed. */
  readonly kept: number
}

/** A concurrent one is looked at as each agent typed it. */
export function shapeOf({ agents, startContent, endContent, transactions }: Trace): TraceShape {
  const lengthOf = (text: string): number => [...text].length
  const cursors: (Cursor | undefined)[] = Array.from({ length: agents }, () => undefined)
  const totals = { patches: 0, deleting: 0, jumps: 0, typing: 0, typed: 0, onlyDeleting: 0 }
  const runs = { typing: 0, deleting: 0 }
  for (const { agent, patches } of transactions) {
    for (const patch of patches) {
      const [, deleted, inserted] = patch
      const kind = inserted === '' ? 'deleting' : 'typing'
      const isOn = goesOn(cursors[agent], patch)
      if (!isOn || cursors[agent]?.kind !== kind) runs[kind]++
      totals.patches++
      if (deleted > 0) totals.deleting++
      if (!isOn) totals.jumps++
      totals[kind === 'typing' ? 'typing' : 'onlyDeleting']++
      totals.typed += lengthOf(inserted)
      cursors[agent] = { kind, at: patch[0] + lengthOf(inserted) }
    }
  }
  return {
    patches: totals.patches,
    deleting: totals.deleting / totals.patches,
    jumps: totals.jumps / totals.patches,
    typingRun: totals.typing / runs.typing,
    deletingRun: totals.onlyDeleting / runs.deleting,
    charactersTyped: totals.typed / totals.typing,
    kept: lengthOf(endContent) / (totals.typed + lengthOf(startContent))
  }
}

interface Cursor {
  readonly kind: 'typing' | 'deleting'
  readonly at: number
}

/** It begins where the one before left off, or takes away what is right before that place. */
function goesOn(before: Cursor | undefined, [position, deleted, inserted]: Patch): boolean {
  return (
    before !== undefined && (position === before.at || (inserted === '' && position + deleted === before.at))
  )
}
