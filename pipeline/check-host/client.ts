import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** As it came over the wire: nothing is decompressed, as `fetch` would without a word. */
  body: Buffer
  /** Whether more came than was wanted, and the rest was not read. */
  isCut: boolean
  /** The address that answered at last. */
  url: URL
  /** Where the host sent on to, in order. */
  redirects: URL[]
}

export interface Question {
  method?: 'GET' | 'HEAD' | 'OPTIONS'
  headers?: Record<string, string>
  /** Bytes of the body that are read at most. */
  most?: number
  /** Takes the body of a 200 piece by piece; it is not kept then. */
  take?: (piece: Buffer) => void
}

/** No answer came: no such name, no connection, no certificate, silence, or something that is not HTTP. */
export class Unanswered extends Error {
  readonly url: URL

  constructor(url: URL, cause: Error) {
    const [told] = (cause.message || String((cause as NodeJS.ErrnoException).code)).split('\n')
    super(`${url.host}: ${told}`, { cause })
    this.name = 'Unanswered'
    this.url = url
  }
}

const MOST_REDIRECTS = 5
const MOST_BYTES = 64 * 1024 * 1024

/** Asks a host as a plain reader does, over connections that are used again. */
export class Client {
  readonly #timeoutMs: number
  readonly #plain = new HttpAgent({ keepAlive: true, maxSockets: 8 })
  readonly #secure = new HttpsAgent({ keepAlive: true, maxSockets: 8 })
  /** Every address that sent on to another. */
  readonly redirects = new Map<string, URL>()

  /** @param timeoutMs longest silence of the host */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  /** @throws Unanswered */
  async ask(url: URL, question: Question = {}): Promise<Answer> {
    const redirects: URL[] = []
    for (let at = url; ; ) {
      const answer = await this.#once(at, question)
      const next = redirectOf(answer)
      // A browser lets no question of permission be sent on.
      if (next === null || question.method === 'OPTIONS') return { ...answer, redirects }
      this.redirects.set(at.href, next)
      redirects.push(next)
      if (redirects.length > MOST_REDIRECTS) throw new Unanswered(url, new Error('redirected in circles'))
      at = next
    }
  }

  close(): void {
    this.#plain.destroy()
    this.#secure.destroy()
  }

  #once(url: URL, question: Question): Promise<Answer> {
    const { method = 'GET', headers = {}, most = MOST_BYTES, take } = question
    const isSecure = url.protocol === 'https:'
    return new Promise((done, failed) => {
      const fail = (error: Error) => failed(new Unanswered(url, error))
      const sent = (isSecure ? httpsRequest : httpRequest)(
        url,
        {
          method,
          agent: isSecure ? this.#secure : this.#plain,
          headers: {
            'user-agent': 'petakumuh-check-host',
            accept: '*/*',
            'accept-encoding': 'identity',
            ...headers,
          },
        },
        (response) => {
          const pieces: Buffer[] = []
          let bytes = 0
          const finish = (isCut: boolean) =>
            done({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(pieces).subarray(0, most),
              isCut,
              url,
              redirects: [],
            })
          response.on('data', (piece: Buffer) => {
            bytes += piece.length
            if (take !== undefined && response.statusCode === 200) return take(piece)
            pieces.push(piece)
            if (bytes <= most) return
            finish(true)
            sent.destroy()
          })
          response.once('end', () => finish(false))
          response.once('error', fail)
        },
      )
      sent.setTimeout(this.#timeoutMs, () =>
        sent.destroy(new Error(`no byte came for ${this.#timeoutMs / 1000} s`)),
      )
      sent.once('error', (error: NodeJS.ErrnoException) => {
        // A host may close an idle connection in the moment in which it is used again.
        const isStale = sent.reusedSocket && error.code === 'ECONNRESET'
        if (isStale) this.#once(url, question).then(done, failed)
        else fail(error)
      })
      sent.end()
    })
  }
}

function redirectOf({ status, headers, url }: Answer): URL | null {
  if (![301, 302, 303, 307, 308].includes(status) || headers.location === undefined) return null
  if (!URL.canParse(headers.location, url.href)) return null
  const next = new URL(headers.location, url.href)
  return /^https?:$/.test(next.protocol) ? next : null
}
