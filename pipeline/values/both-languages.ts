import type { Text } from '../store/index.ts'

/** Both languages in one line; once where they are the same. */
export function both(text: Text): string {
  return text.id === text.en ? text.id : `${text.id} / ${text.en}`
}
