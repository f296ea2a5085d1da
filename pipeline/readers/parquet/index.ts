import { UserError } from '../../errors.ts'
import type { Reader } from '../types.ts'

const unread = async (): Promise<never> => {
  throw new UserError('source', { what: 'parquet is not read yet' })
}

export const reader: Reader = { layers: unread, open: unread }
