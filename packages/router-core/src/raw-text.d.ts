/** A file as text: the bundler of the tests reads it. */
declare module "*?raw" {
  const content: string;
  export default content;
}
