// Other servers name documents as they like; a document id has an alphabet. Each name has one id, and each id one name.
//
// A name that is a document id already is kept, unless it holds `..`, which marks what is escaped. In any other name,
// a run of characters that an id cannot have becomes `..`, their code points in hex with `-` between, and `.`:
// `room 42` is `room..20.42`. The empty name is `...`.

const emptyName = '...'
const allowed = /^[A-Za-z0-9_.-]$/
const escaped = /\.\.([0-9a-f]+(?:-[0-9a-f]+)*)\./g

/** Longer than an id may be where the name is too long; nothing else can be wrong with what it returns (SPEC P1). */
export function nameToDocumentId(name: string): string {
  if (name === '') return emptyName
  let id = ''
  let run: string[] = []
  const characters = [...name]
  const endRun = (): void => {
    if (run.length > 0) id += `..${run.map((character) => character.codePointAt(0)?.toString(16)).join('-')}.`
    run = []
  }
  characters.forEach((character, at) => {
    if (!isKept(characters, at)) run.push(character)
    else {
      endRun()
      id += character
    }
  })
  endRun()
  return id
}

/** The same for a room that is named in an address, as it stands there: `my%20room` is the document `my room`. */
export function roomToDocumentId(room: string): string {
  return nameToDocumentId(decodedOf(room) ?? room)
}

function decodedOf(room: string): string | undefined {
  try {
    return decodeURIComponent(room)
  } catch {
    return undefined
  }
}

/** The name that nameToDocumentId made the id of. */
export function documentIdToName(id: string): string {
  if (id === emptyName) return ''
  return id.replace(escaped, (_, codePoints: string) =>
    String.fromCodePoint(...codePoints.split('-').map((codePoint) => Number.parseInt(codePoint, 16)))
  )
}

function isKept(characters: readonly string[], at: number): boolean {
  const character = characters[at] ?? ''
  const before = characters[at - 1]
  const after = characters[at + 1]
  // Segments are never empty.
  if (character === '/') return before !== undefined && before !== '/' && after !== undefined && after !== '/'
  if (character !== '.') return allowed.test(character)
  const isSegment = (before === undefined || before === '/') && (after === undefined || after === '/')
  return !isSegment && before !== '.' && after !== '.'
}
