import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../errors.ts'
import { isWarned } from './city-run.ts'
import type { Status } from './status-file.ts'

export interface WebhookSettings {
  /** How long to wait before each further attempt. */
  waitsMs: readonly number[]
  timeoutMs: number
}

export const WEBHOOK: WebhookSettings = { waitsMs: [1000, 5000, 25_000], timeoutMs: 10_000 }

/** How a delivery ended; it holds no part of the address but the host. */
export interface Delivery {
  delivered: boolean
  host: string
  attempts: number
  /** Status of the last answer, or the code of the error. */
  answer: string
}

/**
 * The address from the option or the environment. It is a secret as a whole: whoever knows it may write to the channel.
 * @throws UserError `usage` without repeating it.
 */
export function webhookUrl(stated: string | undefined): URL | null {
  if (stated === undefined || stated === '') return null
  const url = URL.canParse(stated) ? new URL(stated) : null
  const isUsable =
    url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  if (isUsable) return url
  throw new UserError('usage', {
    what: 'the address of the webhook cannot be used',
    expected: 'http:// or https://, without a user name (the address is not shown, since it may be a secret)',
    next: 'correct --webhook or the environment variable PETAKUMUH_WEBHOOK',
  })
}

/** What is sent: the status, and one line that chat programs show. */
export function webhookBody(status: Status): string {
  return JSON.stringify({ text: summary(status), ...status })
}

/** One line for a person. */
export function summary({ run, cities }: Status): string {
  const ofRun = cities.filter(({ last_run }) => last_run?.run === run.started)
  const bad = ofRun.filter(({ last_run }) => last_run!.exit !== 0 && !isWarned(last_run!))
  const warned = ofRun.filter(({ last_run }) => isWarned(last_run!))
  const named = (some: typeof ofRun) =>
    some.map(({ city, last_run }) => `${city} (${last_run!.fault?.code ?? last_run!.exit})`).join(', ')
  const parts = [
    `${ofRun.length - bad.length} of ${ofRun.length} cities well`,
    ...(bad.length === 0 ? [] : [`not: ${named(bad)}`]),
    ...(warned.length === 0 ? [] : [`see to: ${named(warned)}`]),
  ]
  return `petakumuh nightly: ${parts.join('; ')}`
}

/**
 * Posts the body; tried again where the fault may pass: no answer, 408, 429, 5xx. Redirections are not followed.
 * @param signal when it has fired, once is enough: who stops us waits for us to end.
 */
export async function deliver(
  url: URL,
  body: string,
  { waitsMs, timeoutMs }: WebhookSettings = WEBHOOK,
  signal?: AbortSignal,
): Promise<Delivery> {
  const delivery: Delivery = { delivered: false, host: url.host, attempts: 0, answer: '' }
  for (const wait of [0, ...waitsMs]) {
    if (delivery.attempts > 0) {
      // It throws when it is cut short.
      await sleep(wait, undefined, { signal }).catch(() => {})
      if (signal?.aborted) break
    }
    delivery.attempts++
    const status = await post(url, body, timeoutMs)
    delivery.answer = String(status)
    if (typeof status !== 'number') continue
    delivery.delivered = status >= 200 && status < 300
    if (delivery.delivered || !(status === 408 || status === 429 || status >= 500)) break
  }
  return delivery
}

/** @returns the status of the answer, or the code of what went wrong: messages of errors hold addresses. */
async function post(url: URL, body: string, timeoutMs: number): Promise<number | string> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'petakumuh' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      body,
    })
    await answer.body?.cancel()
    return answer.status
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: unknown } }
    return typeof cause?.code === 'string' ? cause.code : name
  }
}
