// Puts screens, paths and link together. Nothing else.

import { render } from 'preact';
import { speakLanguage } from '../words/lookup.ts';
import { takeUpAgain } from './paths/room.ts';
import { startRouter } from './router.ts';
import { App } from './screens/app.tsx';

const asked = navigator.languages
  .map((tag) => tag.slice(0, 2).toLowerCase())
  .find((tag) => tag === 'fr' || tag === 'en');
const wanted = new URLSearchParams(location.search).get('lang') ?? asked;

startRouter();
void takeUpAgain();
void speakLanguage(wanted === 'en' ? 'en' : 'fr').then(() => {
  const root = document.getElementById('app');
  if (root === null) return;
  root.replaceChildren();
  render(<App />, root);
});
