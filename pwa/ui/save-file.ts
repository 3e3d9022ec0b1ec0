/** Hands a text over as a file: made here, it travels nowhere. */
export function saveFile(
  { name, text }: { readonly name: string; readonly text: string },
  type: string,
): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.dataset['out'] = '';
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
