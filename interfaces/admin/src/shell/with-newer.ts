/** A list that was gone through a page at a time, newest first. */
interface Listed<Row, Page extends { items: readonly Row[] }> {
  pages: Page[];
  pageParams: unknown[];
}

/**
 * The list with what is newer on top, so that nothing that was gone through folds up. Undefined where nothing is newer;
 * `gap` where between the two may be some that neither has, so that it has to be asked for anew.
 */
export function withNewer<Row extends { id: string }, Page extends { items: Row[] }, L extends Listed<Row, Page>>(
  listed: (L & Listed<Row, Page>) | undefined,
  latest: readonly Row[],
): L | 'gap' | undefined {
  const [first, ...rest] = listed?.pages ?? [];
  if (!listed || !first) return undefined;
  const known = new Set(listed.pages.flatMap(({ items }) => items.map(({ id }) => id)));
  // What `latest` has beyond that place is older, and comes with a page of its own.
  const place = known.size === 0 ? latest.length : latest.findIndex(({ id }) => known.has(id));
  if (place < 0 && latest.length > 0) return 'gap';
  if (place <= 0) return undefined;
  return { ...listed, pages: [{ ...first, items: [...latest.slice(0, place), ...first.items] }, ...rest] };
}
