import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Loads the files that are named and writes all patterns that were put together meanwhile, with the file that did it. */
const built: { file: string; pattern: string; flags: string }[] = []

function recorded(made: RegExp, [pattern, flags = '']: unknown[]): RegExp {
  const file = /\/(pipeline\/[^:?)]*)/.exec(new Error().stack?.split('\n')[3] ?? '')?.[1]
  if (typeof pattern === 'string' && file !== undefined) built.push({ file, pattern, flags: String(flags) })
  return made
}
globalThis.RegExp = new Proxy(RegExp, {
  apply: (native, self, given) => recorded(Reflect.apply(native, self, given), given),
  construct: (native, given) => recorded(Reflect.construct(native, given), given),
})

for (const file of process.argv.slice(2)) await import(pathToFileURL(join(process.cwd(), file)).href)
const { tableSchemas } = await import('../../pipeline/store/table-schema.ts')
tableSchemas()
const { loadCity } = await import('../../pipeline/city.ts')
loadCity('data/tanjungpinang')
process.stdout.write(JSON.stringify(built))
