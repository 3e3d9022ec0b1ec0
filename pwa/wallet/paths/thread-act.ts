/** What a person may still do in a thread that is open. */
export type ThreadAct =
  | { readonly act: 'reply'; readonly text: string }
  | { readonly act: 'classify'; readonly outcome: 'settled' | 'not-settled' }
  | { readonly act: 'withdraw' };
