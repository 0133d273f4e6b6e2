// Many notes at once, as a script brings them in: each an own document, saved and sent by a device.

import type { NodeDevice } from './node-device.js'

export interface SeedNote {
  /** With its prefix: `n/…`. */
  readonly id: string
  readonly text: string
}

/** So many at a time: they share one write to the store. */
const together = 500

/** The notes app's model: Markdown in the text, and when the note was made. Resolves when all are saved. */
export async function importNotes({ space }: NodeDevice, notes: readonly SeedNote[]): Promise<void> {
  for (let start = 0; start < notes.length; start += together) {
    const opened = await Promise.all(
      notes
        .slice(start, start + together)
        .map(async ({ id, text }) => ({ note: await space.openDocument(id), text }))
    )
    for (const { note, text } of opened) {
      note.ydoc.transact(() => {
        note.ydoc.getText('text').insert(0, text)
        note.ydoc.getMap('meta').set('created', Date.now())
      })
    }
    await space.flush()
    await Promise.all(opened.map(({ note }) => note.close()))
  }
}

/** Notes like a person's: a title, some lines. About 400 characters each. */
export function madeNotes(count: number): SeedNote[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(5, '0')
    const lines = Array.from(
      { length: 8 },
      (_, line) => `Line ${line} of note ${number}, with some words to read.`
    )
    return { id: `n/made-${number}`, text: `# Note ${number}\n\n${lines.join('\n')}\n` }
  })
}
