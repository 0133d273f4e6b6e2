// The one space that the notes are in.
export const spaceName = 'notes'
