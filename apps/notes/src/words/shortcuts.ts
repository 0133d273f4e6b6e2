// What the sheet of keyboard shortcuts says. Not with the app's words at large, which are part of the first load.

export const shortcutWords = {
  title: 'Keyboard shortcuts',
  everywhere: 'Everywhere',
  inList: 'In the list',
  inNote: 'In a note',
  create: 'New note',
  filter: 'Search notes',
  sheet: 'Show these shortcuts (outside of text)',
  undoDelete: 'Bring a deleted note back (outside of text)',
  move: 'Move up and down',
  open: 'Open the note',
  remove: 'Delete the note',
  toList: 'Back to the list',
  leave: 'Leave the text, to the next control',
  indent: 'Indent and outdent',
  bold: 'Bold',
  italic: 'Italic',
  tick: 'Tick a task',
  find: 'Find in this note',
  undo: 'Undo and redo your own edits'
} as const
