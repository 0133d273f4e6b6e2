// The name and the version of the note's schema, for the devices view. Apart from the schema itself, which is no part of
// the first load.

export const noteFormat = { name: 'note', version: 3 } as const
