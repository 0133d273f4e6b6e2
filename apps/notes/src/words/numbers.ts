// Numbers with their nouns, as the words around them need them.

/** For Intl: the language of the words below. Hours are shown as the person's own system shows them. */
export const language = 'en-GB'

const number = new Intl.NumberFormat(language)
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${number.format(n)} ${n === 1 ? one : many}`
export const edits = (n: number): string => count(n, 'edit')
export const notes = (n: number): string => count(n, 'note')
export const conflicts = (n: number): string => count(n, 'conflict')
export const devices = (n: number): string => count(n, 'device')
export const bytes = (n: number): string => {
  const mega = n / 1_000_000
  return mega < 1000
    ? `${number.format(Math.round(mega * 10) / 10)} MB`
    : `${number.format(Math.round(mega / 100) / 10)} GB`
}
