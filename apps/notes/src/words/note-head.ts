// What stands above a note's text: its title, its folder, its due date, and why it may only be read.

export const noteHeadWords = {
  title: 'Title',
  folder: 'Folder',
  noFolder: 'None',
  due: 'Due',
  dueLabel: 'Due date',
  update: 'A newer version of Weft Notes wrote this note. Update to edit it.',
  misfit:
    'This note holds what Weft Notes did not write and cannot read. It can be read here, and is not changed.',
  misfitReport: 'What does not fit',
  misfitLine: (where: string, problem: string) => (where ? `${where}: ${problem}` : problem)
} as const
