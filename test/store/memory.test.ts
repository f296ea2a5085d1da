import { expect, it } from 'vitest'
import { Store } from '../../pipeline/store/index.ts'
import { temporaryFolder } from '../support/small-city.ts'

it('the store fills no more memory than it is given, and finishes larger work on the disk', async () => {
  const large = 'SELECT count(*) AS n FROM (SELECT DISTINCT md5(range::VARCHAR) FROM range(500000))'
  const settings = { memoryMb: 24, threads: 1 }
  const spilling = await Store.open({ ...settings, tempDir: temporaryFolder() })
  const [set] = await spilling.rows<{ mib: string }>("SELECT current_setting('memory_limit') AS mib")
  expect(set!.mib).toBe('22.8 MiB')
  expect(await spilling.rows(large)).toEqual([{ n: 500_000 }])
  spilling.close()
  const full = await Store.open(settings)
  await full.run("SET temp_directory = ''")
  await expect(full.rows(large)).rejects.toThrow(/Out of Memory/)
  full.close()
})
