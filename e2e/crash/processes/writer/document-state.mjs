// A document in words that can be compared: what it shows, what is deleted, and what waits for something that did not come.
import * as Y from 'yjs'

/** The shared types that writers write into. */
export function rootsOf(ydoc) {
  return {
    text: ydoc.getText('text'),
    styled: ydoc.getText('styled'),
    map: ydoc.getMap('map'),
    list: ydoc.getArray('list'),
    page: ydoc.getXmlFragment('page')
  }
}

export function documentState(ydoc) {
  const { text, styled, map, list, page } = rootsOf(ydoc)
  const { store } = ydoc
  return {
    text: text.toString(),
    styled: sorted(styled.toDelta()),
    map: sorted(map.toJSON()),
    list: sorted(list.toJSON()),
    page: page.toString(),
    /** Client ids and clocks, in order. */
    vector: [...Y.decodeStateVector(Y.encodeStateVector(ydoc))].sort(([a], [b]) => a - b),
    /** Client ids with ranges of clocks, in order; adjacent ranges are one. */
    deletes: [...Y.createDeleteSetFromStructStore(store).clients]
      .map(([client, ranges]) => [client, ranges.map(({ clock, len }) => [clock, len])])
      .filter(([, ranges]) => ranges.length > 0)
      .sort(([a], [b]) => a - b),
    isPending: store.pendingStructs !== null || store.pendingDs !== null
  }
}

/** Keys of a Y.Map stand in the order in which they came. */
function sorted(json) {
  if (Array.isArray(json)) return json.map(sorted)
  if (typeof json !== 'object' || json === null) return json
  const keys = Object.keys(json).sort()
  return Object.fromEntries(keys.map((key) => [key, sorted(json[key])]))
}
