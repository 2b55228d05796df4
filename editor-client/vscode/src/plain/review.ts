/** True for an edit of which each part waits for its user's word. */
export function isForReview(edit: { readonly changeAnnotations?: Readonly<Record<string, unknown>> }): boolean {
  const annotations = Object.values(edit.changeAnnotations ?? {}) as { needsConfirmation?: boolean }[];
  return annotations.some((one) => one.needsConfirmation === true);
}
