import { say, type Word } from '../words/lookup.ts';

/** Until what was asked for is there: says what is done meanwhile. */
export const Working = ({ what }: { what: Word }) => (
  <div class="stack" role="status">
    <p class="soft">{say(what)}</p>
    <div class="bar">
      <i />
    </div>
  </div>
);
