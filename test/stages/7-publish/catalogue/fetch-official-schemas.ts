import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { FETCHED_FOLDER, pathOfSchema, ROOT_ADDRESSES, schemasFrom } from './official-schemas.ts'

const PATIENCE_MS = 20_000

async function download(address: string): Promise<string> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) })
  if (!answer.ok) throw new Error(`answered ${answer.status}`)
  return await answer.text()
}

async function fetchSchemas(): Promise<void> {
  const schemas = await schemasFrom(ROOT_ADDRESSES, async (address) => {
    try {
      return await download(address)
    } catch (cause) {
      throw new Error(
        `${address} could not be fetched: nothing is written; try again with the web in reach`,
        {
          cause,
        },
      )
    }
  })
  // All or none: a folder that lacks one would make the tests fail for no fault of a release.
  for (const [address, text] of schemas) {
    const path = join(FETCHED_FOLDER, pathOfSchema(address))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  console.log(`wrote ${schemas.size} schemas below ${FETCHED_FOLDER}`)
}

fetchSchemas().catch((error: Error) => {
  console.error(`${error.message} (${(error.cause as Error | undefined)?.message ?? 'no cause told'})`)
  process.exitCode = 1
})
