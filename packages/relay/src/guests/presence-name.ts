// What a guest calls itself: editors that show carets keep it as `user.name` in their presence.

export function nameIn(json: string): string | undefined {
  const state: unknown = JSON.parse(json)
  const user = state !== null && typeof state === 'object' && 'user' in state ? state.user : undefined
  const name = user !== null && typeof user === 'object' && user && 'name' in user ? user.name : undefined
  return typeof name === 'string' && name !== '' ? name : undefined
}
