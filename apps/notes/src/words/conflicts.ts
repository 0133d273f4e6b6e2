// What the list of conflicts says.

export const conflictWords = {
  title: 'Conflicts',
  lead: 'These were changed on several devices before the devices met. Nothing is lost: each version is here until you choose one.',
  none: 'No conflicts',
  noneHint:
    'When two devices change a title, a folder or a due date at once, both versions are kept and shown here.',
  openNote: 'Open',
  open: (note: string) => `Open ${note}`,
  fields: { title: 'Title', folder: 'Folder', due: 'Due date' } as Readonly<Record<string, string>>,
  why: {
    manual: 'Choose one. Until then the latest is shown.',
    latest: 'The latest is shown. You can choose another.',
    rule: 'What the office set goes before what a phone set. You can choose another.'
  },
  nothing: 'Nothing',
  shown: 'Shown now',
  thisDevice: 'This device',
  otherDevice: 'A device that is not here any more',
  by: (device: string, when: string) => `${device} · ${when}`,
  keep: 'Keep this one',
  keepLabel: (value: string, field: string) => `Keep this one: “${value}” as ${field.toLowerCase()}`,
  other: 'Write another',
  otherLabel: (field: string, note: string) => `Write another ${field.toLowerCase()} for ${note}`,
  save: 'Save',
  settled: (field: string, value: string) => `${field}: “${value}”`,
  settledEmpty: (field: string) => `${field}: none`,
  undoFailed: 'That could not be taken back.',
  meanwhile: 'This was decided meanwhile.',
  readOnly: 'This note cannot be changed here. Open it to see why.',
  failed: (why: string) => `That could not be done: ${why}`
} as const
