import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EXIT } from '../../pipeline/errors.ts'
import { changesOf } from '../../pipeline/nightly/city-run.ts'
import { logLines } from '../../pipeline/nightly/fault.ts'
import { statusPage } from '../../pipeline/nightly/page.ts'
import type { Status } from '../../pipeline/nightly/status-file.ts'
import { deliver, webhookUrl } from '../../pipeline/nightly/webhook.ts'
import { faultWords, RESULTS } from '../../pipeline/nightly/words.ts'
import { CITY_YAML } from '../support/small-city.ts'
import { Nights } from './support/night.ts'

const PLANTED = ['Siti Rahmawati', '2172014506780001']

describe('what is told of a fault', () => {
  it('holds no word of a record: not in the status, the page, the history, the log or the post', async () => {
    const nights = new Nights()
    const planted = PLANTED.join(' ')
    const where = { file: 'sources/households.csv', record: 12, field: 'nik' }
    const contract = {
      error: 'contract',
      exit: 22,
      code: 'HOUSEHOLD_TWICE',
      what: `twice: ${planted}`,
      where,
    }
    const cities = [
      nights.city('kota-a', { fault: { ...contract, got: planted, expected: planted, next: planted } }),
      nights.city('kota-b', {
        fault: { error: 'bug', exit: 70, what: `Error: ${planted}\n    at run (x.ts:1:2)` },
      }),
      nights.city('kota-c', {
        fault: { error: 'source', exit: 21, what: 'cannot be read', got: planted },
        text: planted,
      }),
    ]
    const heard: string[] = []
    const server = await listening((body) => {
      heard.push(body)
      return 200
    })
    expect((await nights.run(cities, { webhook: urlOf(server), jobs: 3 })).exit).toBe(70)
    server.close()
    const written = readdirSync(nights.state).map((file) => readFileSync(join(nights.state, file), 'utf8'))
    const told = [...written, nights.log(), ...heard]
    expect(heard).toHaveLength(1)
    for (const text of told) for (const word of PLANTED) expect(text).not.toContain(word)
    for (const text of [...written, ...heard]) {
      expect(text).not.toContain(nights.folder)
      expect(text).not.toContain('households.csv')
    }
    expect(nights.log()).toContain('sources/households.csv, record 12, field nik')
    expect(nights.log()).toContain('a fault of the program, at run (x.ts:1:2)')
  })

  it('is the figures of a gate, which people have to weigh', () => {
    const fault = {
      error: 'contract',
      exit: 22,
      code: 'DRIFT',
      what: 'too far',
      got: 'a: 10 -> 4\nb: 3 -> 0',
      next: 'look',
    }
    expect(logLines(fault, 'kota-a')).toEqual([
      ...['too far', 'code       DRIFT', 'got        a: 10 -> 4; b: 3 -> 0', 'next       look'],
    ])
  })

  it('has words in both languages for every exit code and every result', () => {
    for (const kind of Object.keys(EXIT).filter((one) => one !== 'ok')) {
      const fault = { kind, code: null, stage: null }
      expect(faultWords(fault, 'id')).not.toBe(kind)
      expect(faultWords(fault, 'id')).not.toBe(faultWords(fault, 'en'))
    }
    expect(Object.keys(RESULTS)).toHaveLength(5)
  })
})

it('sorts the reasons of the runner', () => {
  const reasons = [
    ...[
      'source sources/rt.csv changed',
      'source corrections.yaml is new',
      'configuration in city.yaml changed',
    ],
    ...['code pipeline/x.ts changed', 'tool ajv changed from 1 to 2', 'file schemas/layers.yaml changed'],
    ...['output a.parquet changed since the run', 'public/latest.json is missing', 'never built', 'forced'],
    ...['the last run did not finish', 'input 1-ingest/a changed', 'reads 1-ingest, which will run'],
  ]
  const sourceOf = (path: string) => (path === 'sources/rt.csv' ? 'rt' : null)
  expect(changesOf(reasons, sourceOf).map(({ kind, name }) => name ?? kind)).toEqual([
    ...['rt', 'configuration', 'configuration', 'program', 'program', 'program', 'output', 'output'],
    ...['first', 'forced', 'unfinished'],
  ])
})

describe('the page', () => {
  it('says all in both languages, runs and loads nothing, and escapes names', async () => {
    const nights = new Nights()
    const title = `title: { id: "O'Kota <script>alert(1)</script>", en: "A & B" }`
    const yaml = CITY_YAML.replace('title: { id: Kota Uji, en: Test City }', title)
    await nights.run([
      nights.city('kota-a', { fault: { error: 'contract', exit: 22, code: '<b>', what: 'x' } }, yaml),
    ])
    const page = nights.page()
    for (const words of [
      '1 dari 1 kota tidak berhasil',
      '1 of 1 cities was not updated',
      'gagal',
      'A &amp; B',
    ])
      expect(page).toContain(words)
    expect(page).toContain('O&#39;Kota &lt;script&gt;')
    expect(page).not.toMatch(/<script|<b>|<img|<link|\son\w+=|url\(|@import/i)
    expect(page).toContain(`default-src 'none'; style-src 'sha256-`)
  })

  it('tells a night that goes on from one that was cut short, and no city from good ones', () => {
    const run = {
      ...{ started: '2026-01-02T18:00:00.000Z', ended: null, seconds: null, exit: null, webhook: null },
      cities: ['kota-a'],
    }
    const city = {
      ...{ city: 'kota-a', title: null, building_since: run.started, last_good: null, last_run: null },
      ...{ last_failure: null, consecutive_failures: 0 },
    }
    const status: Status = { format: 'petakumuh-nightly-status/1', run, cities: [city] }
    expect(statusPage(status)).toContain(
      'being built since <time datetime="2026-01-02T18:00:00.000Z">2026-01-02 18:00 UTC',
    )
    expect(statusPage(status)).not.toContain('✓')
    const none = statusPage({ ...status, cities: [], run: { ...run, ended: run.started } })
    expect(none).toContain('No city yet')
    expect(none).not.toContain('✓')
  })
})

function listening(answer: (body: string) => number): Promise<Server> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      const status = answer(body)
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
    })
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/very-secret-word`
}

describe('the webhook', () => {
  const quick = { waitsMs: [5, 10, 20], timeoutMs: 5000 }
  let answers: number[]
  let bodies: string[]
  let server: Server
  beforeEach(async () => {
    answers = []
    bodies = []
    server = await listening((body) => {
      bodies.push(body)
      return answers.shift() ?? 200
    })
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  it('is tried again where it fails twice, with the same body, and its address is told nowhere', async () => {
    answers = [503, 429]
    const nights = new Nights()
    process.env.PETAKUMUH_WEBHOOK = urlOf(server)
    try {
      await nights.run([nights.city('kota-a')], {}, { webhook: quick })
    } finally {
      delete process.env.PETAKUMUH_WEBHOOK
    }
    expect(bodies).toHaveLength(3)
    expect(new Set(bodies).size).toBe(1)
    const told = JSON.parse(bodies[0]!) as Status & { text: string }
    expect(told.text).toBe('petakumuh nightly: 1 of 1 cities well')
    expect(told.run).toMatchObject({ exit: 0 })
    expect(nights.status().run.webhook).toBe('delivered')
    expect(nights.log()).toContain('delivered to 127.0.0.1')
    for (const text of [nights.log(), nights.page(), JSON.stringify(nights.status()), bodies[0]!])
      expect(text).not.toContain('very-secret-word')
    // The build, which has no need of it, was not given it.
    expect(nights.seen('kota-a').webhook).toBeNull()
  })

  it.each([
    ['says no', [403], 1, '403'],
    ['sends it elsewhere', [302], 1, '302'],
    ['goes on failing', [500, 500, 500, 500], 4, '500'],
  ])('that %s changes nothing of the night', async (_, given, attempts, answer) => {
    answers = [...given]
    const delivery = await deliver(new URL(urlOf(server)), '{}', quick)
    expect(delivery).toEqual({
      delivered: false,
      host: expect.stringContaining('127.0.0.1'),
      attempts,
      answer,
    })
    expect(bodies).toHaveLength(attempts)
  })

  it('is tried no more once the night is told to stop, so that it ends in good order', async () => {
    const stopping = new AbortController()
    answers = [503, 503, 503, 503]
    const delivery = deliver(
      new URL(urlOf(server)),
      '{}',
      { waitsMs: [300_000], timeoutMs: 5000 },
      stopping.signal,
    )
    while (bodies.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    stopping.abort()
    expect(await delivery).toMatchObject({ delivered: false, attempts: 1, answer: '503' })
  })

  it('that hangs is given up', async () => {
    const hanging = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise((resolve) => hanging.on('listening', resolve))
    const delivery = await deliver(new URL(urlOf(hanging)), '{}', { waitsMs: [1], timeoutMs: 30 })
    hanging.closeAllConnections()
    hanging.close()
    expect(delivery).toMatchObject({ delivered: false, attempts: 2, answer: 'TimeoutError' })
  })

  it('is told of a status that can no longer be kept', async () => {
    const nights = new Nights()
    const city = nights.city('kota-a')
    const spoil = (facts?: Record<string, unknown>): void => {
      if (facts?.event === 'city_ended') mkdirSync(join(nights.state, 'history.jsonl'))
    }
    const progress = {
      say: (_: string, facts?: Record<string, unknown>) => spoil(facts),
      task: () => ({ advance() {}, part() {}, end() {} }),
    }
    const night = nights.run([city], { webhook: urlOf(server) }, { webhook: quick, progress })
    await expect(night).rejects.toMatchObject({ code: 'EISDIR' })
    expect(bodies).toHaveLength(1)
    expect(JSON.parse(bodies[0]!).run).toMatchObject({ exit: 50 })
  })

  it('that nobody answers is told by the code of the error, and the night keeps its exit code', async () => {
    const url = urlOf(server)
    await new Promise((resolve) => server.close(resolve))
    const nights = new Nights()
    const { exit } = await nights.run(
      [nights.city('kota-a')],
      { webhook: url },
      { webhook: { ...quick, waitsMs: [5] } },
    )
    expect(exit).toBe(0)
    expect(nights.status().run.webhook).toBe('failed')
    expect(nights.log()).toMatch(/not taken by 127\.0\.0\.1:\d+ \(ECONNREFUSED, attempt 2\)/)
  })

  it('has an address of HTTP without a user name, or none', () => {
    for (const none of [undefined, '']) expect(webhookUrl(none)).toBeNull()
    for (const wrong of ['file:///x', 'https://user:word@host/', 'host/path'])
      expect(() => webhookUrl(wrong)).toThrow(/cannot be used/)
    expect(webhookUrl('https://host/path')!.host).toBe('host')
  })
})
