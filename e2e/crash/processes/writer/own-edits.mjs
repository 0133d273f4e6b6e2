// The edits of one writer, numbered: each is told when it was made, and which of them the client's own store and the relay have.

/**
 * `say('made', { number, client, from, to, deletes, marks })`: a transaction of this process. It took the client's clocks
 * from `from` to before `to` and deleted `deletes`, triples of client, clock and length. `marks` are what it wrote into
 * the text.
 */
export function createOwnEdits(say) {
  let last = 0
  let saved = 0
  /** Those of which the relay has not said that it has them. */
  let open = []
  return {
    get last() {
      return last
    },
    /** Call in the document's `update` event, before the client's own handler sends. */
    note(origin, ydoc, transaction) {
      if (!isOwn(origin)) return
      const client = ydoc.clientID
      const from = transaction.beforeState.get(client) ?? 0
      const to = transaction.afterState.get(client) ?? 0
      const deletes = [...transaction.deleteSet.clients].flatMap(([of, ranges]) =>
        ranges.map(({ clock, len }) => [of, clock, len])
      )
      last += 1
      const edit = { number: last, client, from, to, deletes, marks: transaction.meta.get('marks') ?? [] }
      open.push(edit)
      say('made', edit)
    },
    /** All up to this number are in the client's own store. */
    saved(number) {
      for (; saved < number; saved++) say('saved', saved + 1)
    },
    /** Those that hold are on the relay, as the client knows. */
    kept(holds) {
      const rest = []
      for (const edit of open) {
        if (holds(edit)) say('kept', edit.number)
        else rest.push(edit)
      }
      open = rest
    }
  }
}

/** Edits, and what Yjs tidies up of formats after the edits of others, have no origin; what comes in has one. */
const isOwn = (origin) => origin === null
