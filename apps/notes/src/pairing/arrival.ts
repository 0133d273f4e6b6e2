// Takes a pairing link's fragment out of the address before anything else runs, so that the secret stays in no
// history, is copied with no address, and is sent to nobody. Imports nothing for that reason; main imports it first.

export const arrivalHash: string | null = location.hash.startsWith('#pair=') ? location.hash : null

if (arrivalHash !== null) history.replaceState(history.state, '', location.pathname + location.search)
