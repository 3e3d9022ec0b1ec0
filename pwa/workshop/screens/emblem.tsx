import { type Animal, animalNames, animals } from '../../../policy/workshop/animal.ts';
import { inLanguage } from '../../words/lookup.ts';

/** Told apart by outline and letters, never by colour: a projector has little of it. */
const outlines = [
  'M24 2a22 22 0 1 0 0 44 22 22 0 0 0 0-44Z',
  'M8 3h32a5 5 0 0 1 5 5v32a5 5 0 0 1-5 5H8a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5Z',
  'M24 1 47 24 24 47 1 24Z',
  'M13 4h22l11 20-11 20H13L2 24Z',
  'M24 2 46 18l-8 27H10L2 18Z',
];

export function Emblem({ animal }: { animal: Animal }) {
  const outline = outlines[animalNames.indexOf(animal) % outlines.length];
  return (
    <svg class="emblem" viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" focusable="false">
      <path d={outline} />
      <text x="24" y="30" text-anchor="middle">
        {inLanguage(animals[animal]).slice(0, 2)}
      </text>
    </svg>
  );
}
