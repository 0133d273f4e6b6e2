// Every planted bug.

export interface Plant {
  readonly name: string
  readonly rule: string
  readonly patches: readonly { readonly module: string; readonly find: string; readonly put: string }[]
}

export const plants: readonly Plant[] = []
