// Does a few fixed things in calm worlds, and prints what each cost as JSON: run by work.test.ts in a process of its own.

import '../run/sealed.js'
import type { OpenDocument, Space } from '@weft/client'
import type { Machine } from '../world/cast.js'
import { type CalmWorld, type CountedWork, openCalmWorld, space } from './calm-world.js'

/** 300 keystrokes at five a second in a note that two other devices have open. */
async function typing(): Promise<CountedWork> {
  const calm = await openCalmWorld(3)
  const [writer] = [await openNote(calm, 0), await openNote(calm, 1), await openNote(calm, 2)]
  return calm.count(async () => {
    for (let stroke = 0; stroke < 300; stroke++) {
      append(writer, 'a')
      await calm.world.timeline.pass(200)
    }
  })
}

/** A device was away while a line of 60 letters was written into each of 100 of 500 notes. */
async function comingBack(): Promise<CountedWork> {
  const calm = await openCalmWorld(2)
  await calm.open(0)
  await writeNotes(calm, 500, 1, 'x'.repeat(400))
  await calm.open(1)
  await calm.world.timeline.pass(20_000)
  const away = calm.machines[1] as Machine
  away.network = 'down'
  calm.world.network.cutAll()
  await calm.world.timeline.pass(10_000)
  await writeNotes(calm, 500, 5, 'y'.repeat(60))
  await calm.world.timeline.pass(20_000)
  return calm.count(async () => {
    away.network = 'up'
    await calm.world.timeline.pass(90_000)
  })
}

/** A device that has nothing comes to 500 notes of 4 KB. */
async function firstSync(): Promise<CountedWork> {
  const calm = await openCalmWorld(2)
  await calm.open(0)
  await writeNotes(calm, 500, 1, 'x'.repeat(4_000))
  await calm.world.timeline.pass(20_000)
  return calm.count(async () => {
    await calm.open(1)
    await calm.world.timeline.pass(20_000)
  })
}

async function openNote(calm: CalmWorld, machine: number): Promise<OpenDocument> {
  const tab = await calm.open(machine)
  return (await calm.world.whileTimePasses(tab.open(space, 'n/note'))).opened
}

async function writeNotes(calm: CalmWorld, notes: number, every: number, text: string): Promise<void> {
  const opened = calm.tab(0).spaces.get(space) as Space
  for (let note = 0; note < notes; note += every) {
    const document = await calm.world.whileTimePasses(opened.openDocument(`n/${noteName(note)}`))
    append(document, text)
    await calm.world.whileTimePasses(document.close())
  }
}

/** As long as the names that the app gives. */
const noteName = (note: number): string => `${String(note).padStart(4, '0')}abcdefghijklmnopqr`

function append({ ydoc }: OpenDocument, text: string): void {
  const ytext = ydoc.getText('text')
  ytext.insert(ytext.length, text)
}

const counted = {
  typing: await typing(),
  comingBack: await comingBack(),
  firstSync: await firstSync()
}
process.stdout.write(JSON.stringify(counted), () => process.exit(0))
