/** Seeded source of numbers; the same seed gives the same sequence on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [low, high). */
  between(low: number, high: number): number
  /** Whole number in [low, high], both included. */
  whole(low: number, high: number): number
  /** Roughly normal with mean 0 and standard deviation 1, in [-3, 3]. */
  bell(): number
  chance(probability: number): boolean
  /** One of the keys, by weight. */
  pick<K extends string>(weights: Readonly<Record<K, number>>): K
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string
}

/** Mulberry32: 32 bits of state, whole-number arithmetic only. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    whole,
    bell() {
      let sum = -6
      for (let i = 0; i < 12; i++) sum += next()
      return Math.max(-3, Math.min(3, sum))
    },
    chance: (probability) => next() < probability,
    pick<K extends string>(weights: Readonly<Record<K, number>>): K {
      const keys = Object.keys(weights) as K[]
      let left = next() * keys.reduce((sum, key) => sum + weights[key], 0)
      for (const key of keys) {
        left -= weights[key]
        if (left < 0) return key
      }
      return keys[keys.length - 1]!
    },
    hex(length) {
      let text = ''
      while (text.length < length) text += whole(0, 15).toString(16)
      return text
    },
  }
}
