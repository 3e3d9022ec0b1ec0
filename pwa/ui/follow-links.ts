/** A link to our own origin changes the place; one with `data-out`, another origin or a pressed key goes out. */
export function followLinks(go: (address: string) => void): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest('a');
    const isOurs =
      link !== null &&
      link !== undefined &&
      link.origin === location.origin &&
      link.dataset['out'] === undefined &&
      event.button === 0 &&
      !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.defaultPrevented);
    if (!isOurs) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
}
