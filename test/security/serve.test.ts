import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, serve } from '../../pipeline/hosting/serve.ts'
import { temporaryFolder } from '../support/small-city.ts'
import { answerTo, folderWithWaysOut, requestFault, statusOf } from './attempt-requests.ts'
import { asked, HOSTILE_REQUESTS } from './hostile-requests.ts'

let server: RunningServer
let open: RunningServer

beforeAll(async () => {
  const folder = folderWithWaysOut(temporaryFolder())
  server = await serve(folder, 0)
  open = await serve(folder, 0, '0.0.0.0')
})
afterAll(async () => {
  await server.close()
  await open.close()
})

describe('a hostile request', () => {
  it.each(HOSTILE_REQUESTS)('for $what is refused, and tells nothing', async (hostile) => {
    expect(await requestFault(hostile, server.url)).toBeNull()
  })
})

describe('what is refused is told from what is asked for in good faith', () => {
  it('as a link that stays inside', async () => {
    expect(await answerTo(asked('/inside.html'), server.url)).toContain('atlas')
  })

  it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1', '[::1]:8080'])('as the host %s', async (host) => {
    expect(statusOf(await answerTo(asked('/index.html', host), server.url))).toBe(200)
  })

  it('as any host, where the map was opened to the network', async () => {
    expect(statusOf(await answerTo(asked('/index.html', 'peta.kota.example'), open.url))).toBe(200)
  })
})
