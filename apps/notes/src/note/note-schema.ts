// A note's fields, in every version that the app has had: what happens to each when two devices change it at once.
//
// The app runs the newest alone. The older ones stay, because devices that run them edit the same notes (V9), and so
// that tests can be such devices.

import {
  add,
  defineDocument,
  latest,
  latestOf,
  manual,
  mapKey,
  register,
  rule,
  type Side,
  text
} from '@weft/model'
import * as v from 'valibot'
import { noteFormat } from './note-format.js'

const { name } = noteFormat

/** Markdown, and what the app wrote before it had a schema: see note.ts. Wall times, ms. */
const firstFields = {
  text: text(),
  created: mapKey('meta', 'created', v.number()),
  deleted: mapKey('meta', 'deleted', v.number())
}

/** A title is a person's own words, so a person chooses between two; of two folders the later is as good as any. */
const secondFields = {
  ...firstFields,
  title: register(v.string(), { strategy: manual() }),
  folder: register(v.string(), { strategy: latest() })
}

/** A day, `YYYY-MM-DD`, the same whatever the time zone. */
const thirdFields = {
  ...secondFields,
  due: register(v.pipe(v.string(), v.isoDate()), { strategy: rule(officeFirst) })
}

const secondSteps = { 2: [add('title'), add('folder')] }
const thirdSteps = { ...secondSteps, 3: [add('due')] }

export const noteV1 = defineDocument({ name, version: 1, fields: firstFields })

export const noteV2 = defineDocument({ name, version: 2, fields: secondFields, steps: secondSteps })

export const note = defineDocument({ ...noteFormat, fields: thirdFields, steps: thirdSteps })

/** The fields of the note that the app has. */
export type NoteFields = typeof thirdFields

/** The office's change beats the phone's: the latest from the office, and where there is none, the latest. */
export function officeFirst(sides: readonly Side<string>[]): string | undefined {
  const office = sides.filter(({ from }) => from === 'office')
  return latestOf(office.length > 0 ? office : sides)?.value
}
