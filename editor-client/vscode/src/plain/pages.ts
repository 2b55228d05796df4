/** Which of the documents that the server shows are drawings. */

/** True for the map of a project: its diagram can be seen in a preview alone. A place in a file is never one. */
export function isDrawing(shown: { readonly uri: string; readonly selection?: unknown }): boolean {
  return shown.selection == null && /\/map\.md$/.test(shown.uri);
}
