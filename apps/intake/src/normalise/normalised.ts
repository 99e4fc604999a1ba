/** What a normaliser made of a field: a value, a word on what it could not understand, or both. */
export interface Normalised<T> {
  readonly value?: T;
  /** Without the field's name, e.g. `kept as typed`. Never quotes the value. */
  readonly warning?: string;
}
