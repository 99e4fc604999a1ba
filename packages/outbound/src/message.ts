/** What somebody is told, in words: one line, and lines of text. */
export interface Message {
  readonly subject: string;
  readonly body: string;
}
