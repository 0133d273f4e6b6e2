// Which client a request to upgrade comes from, by its path: Weft's own, or one of another protocol (SPEC F1).

import { roomToDocumentId, subprotocol } from '@weft/protocol'

export const syncPath = '/v1/sync'

/**
 * The space is as it came, the document as `roomToDocumentId` has it; both may be no ids: whoever takes the connection says what is
 * wrong with them in a way that its client hears.
 */
export type Endpoint =
  | { readonly kind: 'weft' }
  | { readonly kind: 'yjs'; readonly space: string; readonly document: string; readonly token: string }
  /** Documents and tokens come in its messages. */
  | { readonly kind: 'hocuspocus'; readonly space: string }

export type EndpointTrouble = {
  readonly kind: 'trouble'
  readonly status: 400 | 404
  readonly text: string
}

/** `url` is the request's target, `offered` its header `sec-websocket-protocol`. */
export function endpointOf(url: string, offered: string): Endpoint | EndpointTrouble {
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  if (path === syncPath) return weft(offered)
  const [first, encoded = '', ...room] = path.slice(1).split('/')
  const space = decoded(encoded)
  // Its client hears nothing of a refused upgrade, and would come again for ever.
  if (first === 'yjs') {
    const token = mark < 0 ? null : new URLSearchParams(url.slice(mark)).get('token')
    return {
      kind: 'yjs',
      space,
      document: room.join('') === '' ? '' : roomToDocumentId(room.join('/')),
      token: token ?? ''
    }
  }
  if (first === 'hocuspocus' && space !== '' && room.length === 0) return { kind: 'hocuspocus', space }
  const others = '/yjs/<space>/<document> or /hocuspocus/<space>'
  return trouble(404, `devices connect to ${syncPath}, other Yjs clients to ${others}`)
}

function weft(offered: string): Endpoint | EndpointTrouble {
  const names = offered.split(',').map((name) => name.trim())
  return names.includes(subprotocol)
    ? { kind: 'weft' }
    : trouble(400, `the subprotocol ${subprotocol} is not offered`)
}

const trouble = (status: 400 | 404, text: string): EndpointTrouble => ({ kind: 'trouble', status, text })

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // No id has a percent sign, so what is left as it is will be refused by name.
    return segment
  }
}
