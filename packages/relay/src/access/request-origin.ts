// Which browsers a relay answers: those that show a page of its own origin, and no page that another name leads to it.

export interface OriginPolicy {
  /** Further origins, as browsers write them: `https://notes.example.org`. */
  readonly origins: readonly string[]
  /** Host names that lead here when the relay listens on loopback; null when it listens elsewhere. */
  readonly loopbackHosts: ReadonlySet<string> | null
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)

export function originPolicy(boundHost: string, origins: readonly string[]): OriginPolicy {
  if (!isLoopback(boundHost)) return { origins, loopbackHosts: null }
  // A reverse proxy on this machine passes its own name on; who lists its origin means that name too.
  const named = origins.map((origin) => hostNameOf(origin)).filter((name) => name !== undefined)
  const bound = boundHost.includes(':') && !boundHost.startsWith('[') ? `[${boundHost}]` : boundHost
  return { origins, loopbackHosts: new Set([...loopbackNames, bound, ...named]) }
}

/**
 * Why a request is refused (SPEC A1), or undefined. `host` and `origin` are the headers as they came. A page of another
 * site whose name was made to point at this machine (DNS rebinding) shows its own name as the host.
 */
export function originTrouble(
  policy: OriginPolicy,
  host: string | undefined,
  origin: string | undefined
): string | undefined {
  if (policy.loopbackHosts) {
    const name = hostNameOf(`http://${host ?? ''}`)
    if (name === undefined || !policy.loopbackHosts.has(name))
      return 'this relay does not answer to that host name'
  }
  if (origin === undefined || policy.origins.includes(origin)) return undefined
  const own = host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)
  return own ? undefined : 'this relay does not answer pages of that origin'
}

function hostNameOf(url: string): string | undefined {
  try {
    return new URL(url).hostname
  } catch {
    return undefined
  }
}
