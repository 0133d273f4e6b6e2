// Finding in a note: the panel is fetched when it is first asked for (it is precached, so with no network too).

import { Compartment, type Extension } from '@codemirror/state'
import { type Command, keymap } from '@codemirror/view'

const found = new Compartment()

const openFind: Command = (view) => {
  void import('@codemirror/search').then(({ openSearchPanel, search, searchKeymap }) => {
    const isThere = (found.get(view.state) as readonly unknown[]).length > 0
    if (!isThere) {
      const panel = [search({ top: true }), keymap.of(searchKeymap)]
      view.dispatch({ effects: found.reconfigure(panel) })
    }
    openSearchPanel(view)
  })
  return true
}

export const findLater: Extension = [found.of([]), keymap.of([{ key: 'Mod-f', run: openFind }])]
