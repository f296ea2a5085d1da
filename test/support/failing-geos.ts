import { type Geos, GeosError } from '../../pipeline/geo/geos.ts'

type Operation = 'union' | 'intersection' | 'difference' | 'buffer'

/** The engine with operations that throw, as they do on some outlines that no one can foresee. */
export function failingGeos(geos: Geos, ...operations: Operation[]): Geos {
  return new Proxy(geos, {
    get(target, name) {
      if (operations.some((operation) => operation === name))
        return () => {
          throw new GeosError(String(name), 'side location conflict')
        }
      const value = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
