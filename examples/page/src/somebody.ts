// A name and a colour for whoever is at this browser, so that carets can be told apart.

export interface Somebody {
  readonly name: string
  /** As `#rrggbb`; white words can be read on it. */
  readonly color: string
  /** The same, for the background of what is selected. */
  readonly colorLight: string
}

const people = [
  ['Ada', '#8b2fb0'],
  ['Ben', '#b4410e'],
  ['Cleo', '#1d5fbf'],
  ['Dora', '#a3314b'],
  ['Emil', '#33752b'],
  ['Fay', '#4f46c8'],
  ['Gus', '#7a5a00'],
  ['Hana', '#0f6f75']
] as const

const place = 'weft-example-somebody'

/** The same at every call in this browser; which one is drawn at the first. */
export function somebody(): Somebody {
  const kept = Number(localStorage.getItem(place) ?? Number.NaN)
  const at = Number.isInteger(kept) ? kept : Math.floor(Math.random() * people.length)
  localStorage.setItem(place, String(at))
  const [name, color] = people[at] ?? people[0]
  return { name, color, colorLight: `${color}33` }
}
