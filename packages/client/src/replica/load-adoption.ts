// Loads what adopting needs when something is to be adopted, which most pages never do: a sixth of the client's size.

export const loadAdoption = () => import('./adoption.js')

export type Adoption = Awaited<ReturnType<typeof loadAdoption>>
