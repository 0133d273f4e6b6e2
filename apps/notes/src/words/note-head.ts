// What stands above a note's text: its title, its folder, its due date, and why it may only be read.

export const noteHeadWords = {
  title: 'Title',
  folder: 'Folder',
  noFolder: 'None',
  due: 'Due',
  dueLabel: 'Due date',
  update: 'A newer version of Weft Notes wrote this note. Update to edit it.',
  misfit:
    'Part of this note is not as Weft Notes writes it: other software made it, or it is damaged. You can read the note; nothing of it is changed.',
  misfitReport: 'What does not fit',
  misfitLine: (where: string, problem: string) => (where ? `${where}: ${problem}` : problem)
} as const
